import type { EventBus } from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";
import { TopicListeners } from "@mortise/protocol/backplane-kit";
import type { Client } from "pg";
import type { BackplaneSettings } from "../backplane-options.ts";
import { KeptConnection } from "../kept-connection.ts";
import type { PostgresDatabase, PostgresModule, Statement } from "./postgres-database.ts";
import { connectionConfig } from "./postgres-database.ts";

/** Messages of one statement; together they stay below a mebibyte or two. */
const BATCH = 500;
/** Messages that may wait for the statement before theirs. */
const MAX_WAITING = 10_000;

interface WaitingMessage {
  readonly payload: string;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Messages as notifications on one channel; what is published while a statement is under way goes
 * with the next, for PostgreSQL commits notifying transactions one after the other.
 *
 * A payload is `number.length.topic message`, without the blank. The number tells equal messages
 * apart, of which PostgreSQL would deliver one for each transaction.
 */
export class PostgresBus implements EventBus {
  readonly #database: PostgresDatabase;
  readonly #listeners: TopicListeners;
  readonly #connection: KeptConnection<Client>;
  readonly #notify: Statement;
  readonly #waiting: WaitingMessage[] = [];
  #sending: Promise<void> | undefined;
  #published = 0;

  private constructor(
    database: PostgresDatabase,
    listeners: TopicListeners,
    connection: KeptConnection<Client>,
    prefix: string,
  ) {
    this.#database = database;
    this.#listeners = listeners;
    this.#connection = connection;
    this.#notify = {
      name: `${prefix}.notify`,
      text: `SELECT pg_notify('${prefix}_bus', payload) FROM unnest($1::text[]) AS payload`,
    };
  }

  static async open(
    postgres: PostgresModule,
    url: string,
    settings: BackplaneSettings,
    database: PostgresDatabase,
  ): Promise<PostgresBus> {
    const listeners = new TopicListeners(settings.report);
    const connection = await KeptConnection.open<Client>(
      {
        name: "PostgreSQL",
        open: (lost) => listen(postgres, url, settings, listeners, lost),
        ping: (client) => client.query("SELECT 1"),
        close: (client) => client.end(),
        discard,
        resumed: () => listeners.notifyMissed(),
      },
      settings,
    );
    return new PostgresBus(database, listeners, connection, settings.prefix);
  }

  publish(topic: string, message: string): Promise<void> {
    if (this.#waiting.length >= MAX_WAITING) {
      const told = `PostgreSQL is too slow: ${MAX_WAITING} messages are waiting to be published`;
      return Promise.reject(new MortiseError("CONNECTION_FAILED", told));
    }
    this.#published += 1;
    const head = `${this.#published.toString(36)}.${topic.length.toString(36)}.`;
    return new Promise((resolve, reject) => {
      this.#waiting.push({ payload: head + topic + message, resolve, reject });
      this.#sending ??= this.#send();
    });
  }

  async subscribe(
    topic: string,
    receive: (message: string) => void,
    missed?: () => void,
  ): Promise<() => Promise<void>> {
    const remove = this.#listeners.add(topic, { receive, missed });
    try {
      await this.#connection.ready();
    } catch (error) {
      remove();
      throw error;
    }
    return async () => remove();
  }

  async close(): Promise<void> {
    await this.#sending;
    this.#listeners.clear();
    await this.#connection.close();
  }

  async #send(): Promise<void> {
    // What is published in this turn goes together.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, BATCH);
      try {
        await this.#database.execute(this.#notify, [batch.map(({ payload }) => payload)]);
        for (const { resolve } of batch) resolve();
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.#sending = undefined;
  }
}

/** Opens the connection that listens. */
async function listen(
  { Client }: PostgresModule,
  url: string,
  settings: BackplaneSettings,
  listeners: TopicListeners,
  lost: (error: unknown) => void,
): Promise<Client> {
  const client = new Client(connectionConfig(url, settings));
  client.on("error", lost);
  client.on("end", () => lost(new Error("the connection was closed")));
  client.on("notification", ({ payload = "" }) => deliver(listeners, payload));
  try {
    await client.connect();
    await client.query(`LISTEN ${settings.prefix}_bus`);
  } catch (error) {
    discard(client);
    throw error;
  }
  return client;
}

/** Ends a connection that is of no use; how that goes is of no interest. */
function discard(client: Client): void {
  client.end().catch(() => undefined);
}

/** Hands a payload on; one that somebody else put on the channel has no listener. */
function deliver(listeners: TopicListeners, payload: string): void {
  const [head, length] = payload.match(/^[0-9a-z]+\.([0-9a-z]+)\./) ?? [];
  if (head === undefined || length === undefined) return;
  const topicEnd = head.length + Number.parseInt(length, 36);
  listeners.deliver(payload.slice(head.length, topicEnd), payload.slice(topicEnd));
}
