import { MortiseError } from "@mortise/protocol";
import { checkKey, TopicListeners } from "@mortise/protocol/backplane-kit";
import type { OutgoingMessage } from "../sql/outgoing-messages.ts";
import { OutgoingMessages } from "../sql/outgoing-messages.ts";
import type { DatabaseSchema } from "../sql/schema.ts";
import type { DatabaseBus, Statement } from "../sql/sql-database.ts";
import type { SqliteConnection } from "./sqlite-connection.ts";
import { isLocked, sqliteError } from "./sqlite-error.ts";
import type { SqliteSettings } from "./sqlite-options.ts";
import { waitForLock } from "./wait-for-lock.ts";

/** Messages that are written or read at once, before the process goes on with other work. */
const BATCH = 1_000;
/** Messages that stay for readers that are slow, in number and in milliseconds. */
const MAX_KEPT = 100_000;
const KEPT_MS = 60_000;
const SWEEP_MS = 10_000;

const MESSAGE_TABLE = "mortise_message";

const SQL = {
  publish: {
    name: "mortise.publish",
    text: `INSERT INTO ${MESSAGE_TABLE} (channel, topic, message, sent_at)
      SELECT $1, value ->> 0, value ->> 1, mortise_now() FROM json_each($2) ORDER BY key`,
  },
  last: {
    name: "mortise.last",
    text: `SELECT seq FROM sqlite_sequence WHERE name = '${MESSAGE_TABLE}'`,
  },
  read: {
    name: "mortise.read",
    text: `SELECT id, channel, topic, message FROM ${MESSAGE_TABLE}
      WHERE id > $1 ORDER BY id LIMIT ${BATCH}`,
  },
  sweep: {
    name: "mortise.sweep",
    text: `DELETE FROM ${MESSAGE_TABLE} WHERE sent_at < mortise_now() - ${KEPT_MS} OR id <=
      (SELECT seq FROM sqlite_sequence WHERE name = '${MESSAGE_TABLE}') - ${MAX_KEPT}`,
  },
} satisfies Record<string, Statement>;

/** The place of a {@link SqliteBus}, and its settings. */
export interface SqliteBusOptions {
  readonly path: string;
  readonly channel: string;
  readonly settings: SqliteSettings;
}

interface MessageRow {
  readonly id: number;
  readonly channel: string;
  readonly topic: string;
  readonly message: string;
}

/**
 * Sends messages as rows of one table, which every process reads in the order of their numbers.
 *
 * A look at `PRAGMA data_version` now and then finds out whether another connection wrote anything.
 */
export class SqliteBus implements DatabaseBus {
  /** The table of messages. */
  static readonly schema: DatabaseSchema = {
    namespace: "mortise",
    component: "bus",
    migrations: [
      {
        name: "create the table of messages",
        statements: [
          `CREATE TABLE ${MESSAGE_TABLE} (
             id integer PRIMARY KEY AUTOINCREMENT,
             channel text NOT NULL,
             topic text NOT NULL,
             message text NOT NULL,
             sent_at bigint NOT NULL
           )`,
        ],
      },
    ],
  };

  readonly #connection: SqliteConnection;
  readonly #options: SqliteBusOptions;
  readonly #listeners: TopicListeners;
  readonly #outgoing: OutgoingMessages;
  #closing: Promise<void> | undefined;
  #cancelPoll: (() => void) | undefined;
  /** The number of the last message that was read, and the version of the file then. */
  #last = 0;
  #version = 0;
  #sweptAt = Number.NEGATIVE_INFINITY;
  #isFailing = false;

  constructor(connection: SqliteConnection, options: SqliteBusOptions) {
    this.#connection = connection;
    this.#options = options;
    this.#listeners = new TopicListeners(options.settings.report);
    this.#outgoing = new OutgoingMessages({
      service: "SQLite",
      batch: BATCH,
      send: (messages) => this.#send(messages),
      settled: () => {
        this.#look({ isOwn: true });
        this.#sweep();
      },
    });
  }

  async publish(topic: string, message: string): Promise<void> {
    this.#checkOpen();
    return this.#outgoing.publish(topic, message);
  }

  async subscribe(
    topic: string,
    receive: (message: string) => void,
    missed?: () => void,
  ): Promise<() => Promise<void>> {
    this.#checkOpen();
    checkKey(topic, "A topic");
    if (this.#cancelPoll === undefined) {
      const { path, settings } = this.#options;
      await waitForLock(() => this.#begin(), path, settings);
      this.#checkOpen();
    }
    const remove = this.#listeners.add(topic, { receive, missed });
    return async () => {
      remove();
      if (this.#listeners.topics().length === 0) this.#stop();
    };
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #checkOpen(): void {
    if (this.#closing !== undefined) throw new MortiseError("CLOSED", "The bus is closed");
  }

  async #close(): Promise<void> {
    await this.#outgoing.idle();
    this.#listeners.clear();
    this.#stop();
    this.#connection.close();
  }

  async #send(messages: readonly OutgoingMessage[]): Promise<void> {
    const { path, channel, settings } = this.#options;
    const entries = JSON.stringify(messages.map(({ topic, message }) => [topic, message]));
    const write = (): number => this.#connection.execute(SQL.publish, [channel, entries]);
    await waitForLock(write, path, settings);
  }

  /** Begins to listen, from the last message on. */
  #begin(): void {
    if (this.#cancelPoll !== undefined) return;
    this.#version = this.#connection.version();
    this.#last = this.#readLast();
    this.#schedule(this.#options.settings.pollMs);
  }

  #stop(): void {
    this.#cancelPoll?.();
    this.#cancelPoll = undefined;
  }

  #schedule(ms: number): void {
    const look = (): void => {
      if (!this.#look()) this.#schedule(this.#options.settings.pollMs);
    };
    this.#cancelPoll?.();
    // A listener keeps the process alive, as a connection that listens would.
    this.#cancelPoll = this.#options.settings.clock.schedule(ms, look);
  }

  /** Delivers new messages; schedules the next look at once, and returns `true`, if there are more. */
  #look({ isOwn = false } = {}): boolean {
    if (this.#cancelPoll === undefined) return true;
    try {
      const version = this.#connection.version();
      if (version === this.#version && !isOwn) return false;
      const count = this.#deliver();
      this.#isFailing = false;
      if (count === BATCH) {
        this.#schedule(0);
        return true;
      }
      this.#version = version;
    } catch (error) {
      if (!this.#isFailing) this.#options.settings.report(sqliteError(error, this.#options.path));
      this.#isFailing = true;
    }
    return false;
  }

  /** Delivers up to a batch of messages and returns how many there were. */
  #deliver(): number {
    const rows = this.#connection.query(SQL.read, [this.#last]) as unknown as readonly MessageRow[];
    const next = rows[0]?.id ?? this.#readLast() + 1;
    // Messages that were removed before they were read leave a gap in the numbers.
    if (next > this.#last + 1) this.#listeners.notifyMissed();
    this.#last = rows.at(-1)?.id ?? next - 1;
    for (const { channel, topic, message } of rows) {
      if (channel === this.#options.channel) this.#listeners.deliver(topic, message);
    }
    return rows.length;
  }

  #readLast(): number {
    const [row] = this.#connection.query(SQL.last);
    return Number(row?.["seq"] ?? 0);
  }

  /** Removes old messages now and then; the next bus that publishes tries again. */
  #sweep(): void {
    const now = this.#options.settings.clock.monotonic();
    if (now - this.#sweptAt < SWEEP_MS) return;
    this.#sweptAt = now;
    try {
      this.#connection.execute(SQL.sweep);
    } catch (error) {
      if (!isLocked(error)) this.#options.settings.report(sqliteError(error, this.#options.path));
    }
  }
}
