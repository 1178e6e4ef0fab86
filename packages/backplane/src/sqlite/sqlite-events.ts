import type { EventStore, StoredEvent } from "@mortise/protocol";
import type { SqlDatabase, SqlRunner, Statement } from "@mortise/storage";
import type { StreamBounds } from "../event-log/newest-events.ts";
import { newestEvents } from "../event-log/newest-events.ts";

/**
 * The statements of {@link SqliteEvents}. `begins_at` counts the characters of a stream before an
 * event, which finds the events that are too old by size without adding up the rest.
 */
function statements(prefix: string) {
  const stream = `${prefix}_stream`;
  const event = `${prefix}_event`;
  return {
    forgetExpired: {
      name: `${prefix}.forget_expired`,
      text: `DELETE FROM ${stream} WHERE name = $1 AND expires_at <= mortise_now()`,
    },
    begin: {
      name: `${prefix}.begin`,
      text: `INSERT INTO ${stream} (name, last_sequence, characters, expires_at)
        VALUES ($1, 0, 0, mortise_now() + $2)
        ON CONFLICT (name) DO UPDATE SET expires_at = excluded.expires_at
        RETURNING id, last_sequence, characters`,
    },
    add: {
      name: `${prefix}.add`,
      text: `INSERT INTO ${event} (stream, sequence, message, begins_at)
        SELECT $1, value ->> 0, value ->> 1, value ->> 2 FROM json_each($2)`,
    },
    move: {
      name: `${prefix}.move`,
      text: `UPDATE ${stream} SET last_sequence = $2, characters = $3 WHERE id = $1`,
    },
    trim: {
      name: `${prefix}.trim`,
      text: `DELETE FROM ${event} WHERE stream = $1 AND sequence < $2
        AND (sequence <= $2 - $4 OR begins_at < $3 - $5)`,
    },
    read: {
      name: `${prefix}.read`,
      text: `SELECT sequence, message FROM ${stream} JOIN ${event} ON stream = id
        WHERE name = $1 AND sequence > $2 AND expires_at > mortise_now() ORDER BY sequence`,
    },
    delete: {
      name: `${prefix}.delete_stream`,
      text: `DELETE FROM ${stream} WHERE name = $1`,
    },
  } satisfies Record<string, Statement>;
}

interface StreamRow {
  readonly id: number;
  readonly last_sequence: number;
  readonly characters: number;
}

/** Streams and their events as rows of a SQLite file; calls keep the order in which they are made. */
export class SqliteEvents implements EventStore {
  readonly #database: SqlDatabase;
  readonly #bounds: StreamBounds;
  readonly #sql: ReturnType<typeof statements>;

  constructor(database: SqlDatabase, prefix: string, bounds: StreamBounds) {
    this.#database = database;
    this.#bounds = bounds;
    this.#sql = statements(prefix);
  }

  append(stream: string, events: readonly StoredEvent[], ttlMs: number): Promise<void> {
    return this.#database.transaction(async (transaction) => {
      await transaction.execute(this.#sql.forgetExpired, [stream]);
      const [row] = await transaction.query<StreamRow>(this.#sql.begin, [stream, Math.ceil(ttlMs)]);
      if (row) await this.#add(transaction, row, events);
    });
  }

  read(stream: string, after: number): Promise<readonly StoredEvent[]> {
    return this.#database.query<StoredEvent>(this.#sql.read, [stream, after]);
  }

  async delete(stream: string): Promise<void> {
    await this.#database.execute(this.#sql.delete, [stream]);
  }

  /** Adds the events after the last one, and removes the oldest that do not fit. */
  async #add(
    transaction: SqlRunner,
    { id, last_sequence, characters: before }: StreamRow,
    events: readonly StoredEvent[],
  ): Promise<void> {
    const later = events.filter(({ sequence }) => sequence > last_sequence);
    const last = later.at(-1)?.sequence;
    if (last === undefined) return;
    let characters = before;
    const rows = newestEvents(later, this.#bounds).map(({ sequence, message }) => {
      const beginsAt = characters;
      characters += message.length;
      return [sequence, message, beginsAt];
    });
    const { maxEvents, maxStreamCharacters } = this.#bounds;
    await transaction.execute(this.#sql.add, [id, JSON.stringify(rows)]);
    await transaction.execute(this.#sql.move, [id, last, characters]);
    const bounds = [id, last, characters, maxEvents, maxStreamCharacters];
    await transaction.execute(this.#sql.trim, bounds);
  }
}
