import { MortiseError } from "@mortise/protocol";
import { checkKey, TopicListeners } from "@mortise/protocol/backplane-kit";
import type { Client } from "pg";
import { KeptConnection } from "../connection/kept-connection.ts";
import type { OutgoingMessage } from "../sql/outgoing-messages.ts";
import { OutgoingMessages } from "../sql/outgoing-messages.ts";
import type { DatabaseBus, SqlRunner, Statement } from "../sql/sql-database.ts";
import type { PostgresSettings } from "./postgres-options.ts";

/** Messages of one statement; together they stay below a mebibyte or two. */
const BATCH = 500;

/** The parts that a bus needs of its database. */
export interface PostgresBusOptions {
  readonly database: SqlRunner;
  readonly channel: string;
  readonly settings: PostgresSettings;
  /** Makes a connection that is not open yet. */
  readonly createClient: () => Client;
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
  readonly #listeners: TopicListeners;
  readonly #connection: KeptConnection<Client>;
  readonly #outgoing: OutgoingMessages;
  #closing: Promise<void> | undefined;

  private constructor(
    { database, channel }: PostgresBusOptions,
    listeners: TopicListeners,
    connection: KeptConnection<Client>,
  ) {
    this.#listeners = listeners;
    this.#connection = connection;
    const notify: Statement = {
      name: `${channel}.notify`,
      text: `SELECT pg_notify('${channel}_bus', payload) FROM unnest($1::text[]) AS payload`,
    };
    this.#outgoing = new OutgoingMessages({
      service: "PostgreSQL",
      batch: BATCH,
      send: async (messages) => void (await database.execute(notify, [messages.map(toPayload)])),
    });
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
    return this.#outgoing.publish(topic, message);
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
    await this.#outgoing.idle();
    this.#listeners.clear();
    await this.#connection.close();
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

/** Writes a message as a payload; `number` is its place in its transaction. */
function toPayload({ topic, message }: OutgoingMessage, number: number): string {
  return `${number.toString(36)}.${topic.length.toString(36)}.${topic}${message}`;
}

/** Delivers a payload; one that another program put on the channel has no listener. */
function deliver(listeners: TopicListeners, payload: string): void {
  const [head, length] = payload.match(/^[0-9a-z]+\.([0-9a-z]+)\./) ?? [];
  if (head === undefined || length === undefined) return;
  const topicEnd = head.length + Number.parseInt(length, 36);
  listeners.deliver(payload.slice(head.length, topicEnd), payload.slice(topicEnd));
}
