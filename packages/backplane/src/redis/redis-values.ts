import type { KeyValueStore } from "@mortise/protocol";
import type { RedisConnection } from "./redis-connection.ts";
import { RedisScript } from "./redis-script.ts";

const replaceScript = new RedisScript(`
  if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
  redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
  return 1
`);

const incrementScript = new RedisScript(`
  local sum = redis.call('INCRBY', KEYS[1], ARGV[1])
  if redis.call('PTTL', KEYS[1]) < 0 then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
  return sum
`);

/** Values and counters as keys that Redis expires. */
export class RedisValues implements KeyValueStore {
  readonly #connection: RedisConnection;
  readonly #prefix: string;

  constructor(connection: RedisConnection, prefix: string) {
    this.#connection = connection;
    this.#prefix = prefix;
  }

  async get(key: string): Promise<string | undefined> {
    return (await this.#connection.run((client) => client.get(this.#value(key)))) ?? undefined;
  }

  async set(key: string, value: string, ttlMs: number): Promise<void> {
    await this.#connection.run((client) =>
      client.set(this.#value(key), value, { expiration: { type: "PX", value: Math.ceil(ttlMs) } }),
    );
  }

  async replace(
    key: string,
    expected: string | undefined,
    value: string,
    ttlMs: number,
  ): Promise<boolean> {
    const ttl = Math.ceil(ttlMs);
    if (expected !== undefined) {
      const changed = await this.#connection.run((client) =>
        replaceScript.run(client, [this.#value(key)], [expected, value, ttl]),
      );
      return changed === 1;
    }
    const answer = await this.#connection.run((client) =>
      client.set(this.#value(key), value, {
        expiration: { type: "PX", value: ttl },
        condition: "NX",
      }),
    );
    return answer !== null;
  }

  async delete(key: string): Promise<boolean> {
    const keys = [this.#value(key), this.#counter(key)];
    return (await this.#connection.run((client) => client.unlink(keys))) > 0;
  }

  async increment(key: string, by: number, ttlMs: number): Promise<number> {
    const counter = this.#counter(key);
    const sum = await this.#connection.run<unknown>((client) =>
      by === 0
        ? client.get(counter)
        : incrementScript.run(client, [counter], [by, Math.ceil(ttlMs)]),
    );
    return Number(sum ?? 0);
  }

  #value(key: string): string {
    return `${this.#prefix}:value:${key}`;
  }

  #counter(key: string): string {
    return `${this.#prefix}:counter:${key}`;
  }
}
