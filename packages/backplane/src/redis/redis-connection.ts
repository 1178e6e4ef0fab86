import type { RedisClientType } from "@redis/client";
import type { BackplaneSettings } from "../backplane-options.ts";
import { CallsUnderWay } from "../calls-under-way.ts";
import { within } from "../deadline.ts";
import { KeptConnection } from "../kept-connection.ts";
import { lostConnection } from "../lost-connection.ts";

/** What `import("@redis/client")` gives. */
export type RedisModule = typeof import("@redis/client");

/** How a connection is prepared before others use it. */
export interface RedisConnectionSetup {
  readonly prepare?: (client: RedisClientType) => Promise<void>;
  readonly resumed?: () => void;
}

/** A connection to Redis whose every call ends in time, with MortiseError `CONNECTION_FAILED` if need be. */
export class RedisConnection {
  readonly #kept: KeptConnection<RedisClientType>;
  readonly #timeoutMs: number;
  readonly #calls = new CallsUnderWay("Redis");

  private constructor(kept: KeptConnection<RedisClientType>, timeoutMs: number) {
    this.#kept = kept;
    this.#timeoutMs = timeoutMs;
  }

  static async open(
    redis: RedisModule,
    url: string,
    settings: BackplaneSettings,
    setup: RedisConnectionSetup = {},
  ): Promise<RedisConnection> {
    const kept = await KeptConnection.open<RedisClientType>(
      {
        name: "Redis",
        open: (lost) => connect(redis, url, settings, setup, lost),
        ping: (client) => client.ping(),
        close: (client) => client.close(),
        discard,
        ...(setup.resumed && { resumed: setup.resumed }),
      },
      settings,
    );
    return new RedisConnection(kept, settings.timeoutMs);
  }

  /** Runs a command now; rejects at once while there is no connection. */
  run<Result>(command: (client: RedisClientType) => Promise<Result>): Promise<Result> {
    return this.#calls.run(() => this.#run(command, this.#kept.current));
  }

  /** Runs a command as soon as there is a connection. */
  async runWhenReady<Result>(
    command: (client: RedisClientType) => Promise<Result>,
  ): Promise<Result> {
    const client = await this.#kept.ready();
    return this.#calls.run(() => this.#run(command, client));
  }

  async close(): Promise<void> {
    await this.#calls.ended();
    await this.#kept.close();
  }

  async #run<Result>(
    command: (client: RedisClientType) => Promise<Result>,
    client: RedisClientType,
  ): Promise<Result> {
    try {
      return await within(command(client), this.#timeoutMs, "Redis did not answer");
    } catch (error) {
      throw lostConnection("Redis", error);
    }
  }
}

async function connect(
  redis: RedisModule,
  url: string,
  settings: BackplaneSettings,
  setup: RedisConnectionSetup,
  lost: (error: unknown) => void,
): Promise<RedisClientType> {
  const client: RedisClientType = redis.createClient({
    url,
    // A lost connection is replaced by KeptConnection, which also notices one that is merely silent.
    socket: { connectTimeout: settings.connectTimeoutMs, reconnectStrategy: false },
    disableOfflineQueue: true,
    maintNotifications: "disabled",
  });
  client.on("error", lost);
  client.on("terminated", lost);
  try {
    const prepared = client.connect().then(() => setup.prepare?.(client));
    await within(prepared, settings.connectTimeoutMs, "Redis was not reached");
  } catch (error) {
    discard(client);
    throw error;
  }
  return client;
}

/** Ends a connection that is of no use; one that has ended already throws, which is of no interest. */
function discard(client: RedisClientType): void {
  try {
    client.destroy();
  } catch {}
}
