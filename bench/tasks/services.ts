/** The PostgreSQL and the Redis of the machine, where the benchmark has tables of its own. */
export const POSTGRES_URL: string =
  process.env["TEST_DATABASE_URL"] ?? "postgres://postgres@127.0.0.1:5432/test";
export const REDIS_URL: string = process.env["TEST_REDIS_URL"] ?? "redis://127.0.0.1:6379";
