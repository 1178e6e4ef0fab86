import { randomBytes } from "node:crypto";
import process from "node:process";
import { ToolError } from "mortise";
import { openPostgres } from "./postgres-database.ts";

/** A PostgreSQL schema of one test. */
export interface TemporarySchema {
  /** A connection string whose tables are in the schema. */
  readonly url: string;
  drop(): Promise<void>;
}

const defaultUrl = "postgres://postgres@127.0.0.1:5432/test";

/**
 * Creates an empty schema in the PostgreSQL of `TEST_DATABASE_URL`, by default the one on this machine.
 *
 * Without a PostgreSQL it gives `undefined`, so that tests are skipped; with `CI=true` it throws.
 */
export async function createTemporarySchema(): Promise<TemporarySchema | undefined> {
  const base = process.env["TEST_DATABASE_URL"] ?? defaultUrl;
  const name = `desk_${randomBytes(6).toString("hex")}`;
  const admin = openPostgres(base, { connect: 60_000 });
  try {
    await admin.query(`CREATE SCHEMA ${name}`);
  } catch (error) {
    await admin.close();
    if (process.env["CI"] === "true" || !ToolError.is(error)) {
      throw new Error(
        `The tests need the PostgreSQL at ${base} and cannot use it. Start one, or set TEST_DATABASE_URL.`,
        { cause: error },
      );
    }
    return undefined;
  }
  const url = new URL(base);
  url.searchParams.set("options", `-c search_path=${name}`);
  return {
    url: url.href,
    drop: async () => {
      await admin.query(`DROP SCHEMA ${name} CASCADE`);
      await admin.close();
    },
  };
}
