import type { EventStore, StoredEvent } from "@mortise/protocol";
import type { BackplaneSettings } from "../backplane-options.ts";
import type { RedisConnection } from "./redis-connection.ts";
import { RedisScript } from "./redis-script.ts";

/**
 * Adds events under the id `sequence-0` and drops the oldest. `n` counts the bytes of a stream
 * before an entry, which finds the entries that are too old by size without adding up the rest.
 */
const appendScript = new RedisScript(`
  local key, ttl, most = KEYS[1], ARGV[1], tonumber(ARGV[3])
  local sequence, total = 0, 0
  local last = redis.call('XREVRANGE', key, '+', '-', 'COUNT', 1)[1]
  if last then
    sequence = tonumber(string.match(last[1], '^%d+'))
    total = tonumber(last[2][4]) + #last[2][2]
  end
  for at = 4, #ARGV, 2 do
    if tonumber(ARGV[at]) > sequence then
      sequence = tonumber(ARGV[at])
      redis.call('XADD', key, ARGV[at] .. '-0', 'm', ARGV[at + 1], 'n', string.format('%.0f', total))
      total = total + #ARGV[at + 1]
    end
  end
  redis.call('XTRIM', key, 'MAXLEN', '=', ARGV[2])
  while redis.call('XLEN', key) > 1 do
    local first = redis.call('XRANGE', key, '-', '+', 'COUNT', 1)[1]
    if tonumber(first[2][4]) >= total - most then break end
    redis.call('XDEL', key, first[1])
  end
  redis.call('PEXPIRE', key, ttl)
`);

/** Streams as streams of Redis. */
export class RedisEvents implements EventStore {
  readonly #connection: RedisConnection;
  readonly #settings: BackplaneSettings;

  constructor(connection: RedisConnection, settings: BackplaneSettings) {
    this.#connection = connection;
    this.#settings = settings;
  }

  async append(stream: string, events: readonly StoredEvent[], ttlMs: number): Promise<void> {
    const { maxEvents, maxStreamCharacters } = this.#settings;
    const values = events.flatMap(({ sequence, message }) => [sequence, message]);
    await this.#connection.run((client) =>
      appendScript.run(
        client,
        [this.#key(stream)],
        [Math.ceil(ttlMs), maxEvents, maxStreamCharacters, ...values],
      ),
    );
  }

  async read(stream: string, after: number): Promise<readonly StoredEvent[]> {
    const entries = await this.#connection.run((client) =>
      client.xRange(this.#key(stream), `(${Math.max(after, 0)}-0`, "+"),
    );
    return (entries ?? []).map(({ id, message }) => ({
      sequence: Number.parseInt(id, 10),
      message: message["m"] ?? "",
    }));
  }

  async delete(stream: string): Promise<void> {
    await this.#connection.run((client) => client.unlink(this.#key(stream)));
  }

  #key(stream: string): string {
    return `${this.#settings.prefix}:stream:${stream}`;
  }
}
