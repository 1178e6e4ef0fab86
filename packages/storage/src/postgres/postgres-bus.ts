import { MortiseError } from "@mortise/protocol";
import { checkKey, checkMessage, TopicListeners } from "@mortise/protocol/backplane-kit";
import type { Client } from "pg";
import { KeptConnection } from "../connection/kept-connection.ts";
import type { DatabaseBus, SqlRunner, Statement } from "../sql/sql-database.ts";
import type { PostgresSettings } from "./postgres-options.ts";

/** Messages of one statement; together they stay below a mebibyte or two. */
const BATCH = 500;
/** Messages that may wait for the statement before theirs. */
const MAX_WAITING = 10_000;

/** The parts that a bus needs of its database. */
export interface PostgresBusOptions {
  readonly database: SqlRunner;
  readonly channel: string;
  readonly settings: PostgresSettings;
  /** Makes a connection that is not open yet. */
  readonly createClient: () => Client;
}

interface WaitingMessage {
  readonly payload: string;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Sends messages as notifications on one channel.
 *
 * PostgreSQL commits notifying transactions one after the other, so messages that are published
 * during a statement go together with the next. A payload is `number.length.topic message`, without
 * the blank. The number makes equal messages different, since PostgreSQL delivers equal ones of a
 * transaction once.
 */
export class PostgresBus implements DatabaseBus {
  readonly #database: SqlRunner;
  readonly #listeners: TopicListeners;
  readonly #connection: KeptConnection<Client>;
  readonly #notify: Statement;
  readonly #waiting: WaitingMessage[] = [];
  #sending: Promise<void> | undefined;
  #published = 0;
  #closing: Promise<void> | undefined;

  private constructor(
    { database, channel }: PostgresBusOptions,
    listeners: TopicListeners,
    connection: KeptConnection<Client>,
  ) {
    this.#database = database;
    this.#listeners = listeners;
    this.#connection = connection;
    this.#notify = {
      name: `${channel}.notify`,
      text: `SELECT pg_notify('${channel}_bus', payload) FROM unnest($1::text[]) AS payload`,
    };
  }

  /** Opens the connection that listens; rejects with `CONNECTION_FAILED` if that fails. */
  static async open(options: PostgresBusOptions): Promise<PostgresBus> {
    const listeners = new TopicListeners(options.settings.report);
    const connection = await KeptConnection.open<Client>(
      {
        name: "PostgreSQL",
        open: (lost) => listen(options, listeners, lost),
        ping: (client) => client.query("SELECT 1"),
        close: (client) => client.end(),
        discard,
        resumed: () => listeners.notifyMissed(),
      },
      options.settings,
    );
    return new PostgresBus(options, listeners, connection);
  }

  async publish(topic: string, message: string): Promise<void> {
    this.#checkOpen();
    checkKey(topic, "A topic");
    checkMessage(message);
    if (this.#waiting.length >= MAX_WAITING) {
      throw new MortiseError(
        "CONNECTION_FAILED",
        `PostgreSQL is too slow: ${MAX_WAITING} messages are waiting to be published`,
      );
    }
    this.#published += 1;
    const head = `${this.#published.toString(36)}.${topic.length.toString(36)}.`;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#waiting.push({ payload: head + topic + message, resolve, reject });
    this.#sending ??= this.#send();
    return promise;
  }

  async subscribe(
    topic: string,
    receive: (message: string) => void,
    missed?: () => void,
  ): Promise<() => Promise<void>> {
    this.#checkOpen();
    checkKey(topic, "A topic");
    const remove = this.#listeners.add(topic, { receive, missed });
    try {
      await this.#connection.ready();
    } catch (error) {
      remove();
      throw error;
    }
    return async () => remove();
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
    await this.#sending;
    this.#listeners.clear();
    await this.#connection.close();
  }

  async #send(): Promise<void> {
    // The messages of one turn go together.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, BATCH);
      try {
        await this.#database.execute(this.#notify, [batch.map(({ payload }) => payload)]);
        for (const { resolve } of batch) resolve();
      } catch (error) {
        // Those that waited meanwhile would wait as long again, and fail too.
        for (const { reject } of [...batch, ...this.#waiting.splice(0)]) reject(error);
      }
    }
    this.#sending = undefined;
  }
}

/** Opens the connection that listens. */
async function listen(
  { createClient, channel }: PostgresBusOptions,
  listeners: TopicListeners,
  lost: (error: unknown) => void,
): Promise<Client> {
  const client = createClient();
  client.on("error", lost);
  client.on("end", () => lost(new Error("the connection was closed")));
  client.on("notification", ({ payload = "" }) => deliver(listeners, payload));
  try {
    await client.connect();
    await client.query(`LISTEN ${channel}_bus`);
  } catch (error) {
    discard(client);
    throw error;
  }
  return client;
}

/** Ends a connection that is of no use, whatever comes of it. */
function discard(client: Client): void {
  client.end().catch(() => undefined);
}

/** Delivers a payload; one that another program put on the channel has no listener. */
function deliver(listeners: TopicListeners, payload: string): void {
  const [head, length] = payload.match(/^[0-9a-z]+\.([0-9a-z]+)\./) ?? [];
  if (head === undefined || length === undefined) return;
  const topicEnd = head.length + Number.parseInt(length, 36);
  listeners.deliver(payload.slice(head.length, topicEnd), payload.slice(topicEnd));
}
