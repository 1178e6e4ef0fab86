import type { EventStore, StoredEvent } from "@mortise/protocol";
import type { SqlDatabase, Statement } from "@mortise/storage";
import type { BackplaneSettings } from "../backplane-options.ts";

/**
 * The statements of {@link PostgresEvents}.
 *
 * A stream that begins again after it expired gets another `id`, so that events of its earlier life are
 * not read. `begins_at` counts the characters of a stream before an event, which finds the events that
 * are too old by size without adding up the rest.
 */
function statements(prefix: string) {
  return {
    append: {
      name: `${prefix}.append`,
      text: `WITH
        earlier AS (SELECT id, last_sequence, expires_at > now() AS lives
          FROM ${prefix}.stream WHERE name = $1),
        given AS (
          SELECT sequence, message, length(message) AS length,
            sum(length(message)) OVER (ORDER BY sequence) AS upto
          FROM unnest($2::bigint[], $3::text[]) AS added (sequence, message)
          WHERE sequence > coalesce((SELECT last_sequence FROM earlier WHERE lives), 0)),
        kept AS (
          INSERT INTO ${prefix}.stream AS kept (name, last_sequence, characters, expires_at)
          SELECT $1, coalesce(max(sequence), 0), coalesce(max(upto), 0),
            now() + $4::float8 * interval '1 millisecond'
          FROM given
          ON CONFLICT (name) DO UPDATE SET
            id = CASE WHEN kept.expires_at > now() THEN kept.id ELSE excluded.id END,
            last_sequence = CASE WHEN kept.expires_at > now()
              THEN greatest(kept.last_sequence, excluded.last_sequence) ELSE excluded.last_sequence END,
            characters = excluded.characters
              + CASE WHEN kept.expires_at > now() THEN kept.characters ELSE 0 END,
            expires_at = excluded.expires_at
          RETURNING id, last_sequence, characters),
        added AS (
          INSERT INTO ${prefix}.event (stream, sequence, message, begins_at)
          SELECT id, sequence, message, characters - (SELECT max(upto) FROM given) + upto - length
          FROM given, kept
          ON CONFLICT (stream, sequence) DO NOTHING),
        outlived AS (
          DELETE FROM ${prefix}.event
          WHERE stream = (SELECT id FROM earlier WHERE NOT lives))
        DELETE FROM ${prefix}.event USING kept
        WHERE stream = kept.id AND sequence < kept.last_sequence
          AND (sequence <= kept.last_sequence - $5 OR begins_at < kept.characters - $6)`,
    },
    read: {
      name: `${prefix}.read`,
      text: `SELECT sequence, message
        FROM ${prefix}.stream AS kept JOIN ${prefix}.event ON stream = kept.id
        WHERE name = $1 AND sequence > $2 AND expires_at > now()
        ORDER BY sequence`,
    },
    delete: {
      name: `${prefix}.delete_stream`,
      text: `WITH gone AS (DELETE FROM ${prefix}.stream WHERE name = $1 RETURNING id)
        DELETE FROM ${prefix}.event WHERE stream = (SELECT id FROM gone)`,
    },
  } satisfies Record<string, Statement>;
}

/** Streams and their events as rows. */
export class PostgresEvents implements EventStore {
  readonly #database: SqlDatabase;
  readonly #settings: BackplaneSettings;
  readonly #sql: ReturnType<typeof statements>;

  constructor(database: SqlDatabase, settings: BackplaneSettings) {
    this.#database = database;
    this.#settings = settings;
    this.#sql = statements(settings.prefix);
  }

  async append(stream: string, events: readonly StoredEvent[], ttlMs: number): Promise<void> {
    const { maxEvents, maxStreamCharacters } = this.#settings;
    await this.#database.execute(this.#sql.append, [
      stream,
      events.map(({ sequence }) => sequence),
      events.map(({ message }) => message),
      ttlMs,
      maxEvents,
      maxStreamCharacters,
    ]);
  }

  async read(stream: string, after: number): Promise<readonly StoredEvent[]> {
    return this.#database.query<StoredEvent>(this.#sql.read, [stream, after]);
  }

  async delete(stream: string): Promise<void> {
    await this.#database.execute(this.#sql.delete, [stream]);
  }
}
