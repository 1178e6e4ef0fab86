import { MortiseError } from "@mortise/protocol";
import type { Deadline } from "@mortise/storage/connection";
import {
  CallsInFlight,
  connectionFailed,
  KeptConnection,
  within,
} from "@mortise/storage/connection";
import type { RedisClientType } from "@redis/client";
import type { BackplaneSettings } from "../backplane-options.ts";

/** The module that `import("@redis/client")` gives. */
type RedisModule = typeof import("@redis/client");

/** How connections are opened. */
export interface RedisEndpoint {
  readonly redis: RedisModule;
  readonly url: string;
  readonly settings: BackplaneSettings;
}

/** Steps of a connection before its first use, and after a lost one was replaced. */
export interface RedisConnectionSetup {
  readonly prepare?: (client: RedisClientType) => Promise<void>;
  readonly resumed?: () => void;
}

/** A connection to Redis whose every call ends in time, with MortiseError `CONNECTION_FAILED` if need be. */
export class RedisConnection {
  readonly #kept: KeptConnection<RedisClientType>;
  readonly #settings: BackplaneSettings;
  readonly #calls = new CallsInFlight("Redis");

  private constructor(kept: KeptConnection<RedisClientType>, settings: BackplaneSettings) {
    this.#kept = kept;
    this.#settings = settings;
  }

  static async open(
    endpoint: RedisEndpoint,
    setup: RedisConnectionSetup = {},
  ): Promise<RedisConnection> {
    const kept = await KeptConnection.open<RedisClientType>(
      {
        name: "Redis",
        open: (lost) => connect(endpoint, setup, lost),
        ping: (client) => client.ping(),
        close: (client) => client.close(),
        discard,
        ...(setup.resumed && { resumed: setup.resumed }),
      },
      endpoint.settings,
    );
    return new RedisConnection(kept, endpoint.settings);
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
    await this.#calls.close();
    await this.#kept.close();
  }

  async #run<Result>(
    command: (client: RedisClientType) => Promise<Result>,
    client: RedisClientType,
  ): Promise<Result> {
    try {
      return await within(command(client), limit(this.#settings, "timeoutMs", "did not answer"));
    } catch (error) {
      throw connectionFailed("Redis", error);
    }
  }
}

async function connect(
  { redis, url, settings }: RedisEndpoint,
  setup: RedisConnectionSetup,
  lost: (error: unknown) => void,
): Promise<RedisClientType> {
  const client: RedisClientType = redis.createClient({
    url,
    // KeptConnection replaces a lost connection, and notices a silent one.
    socket: { connectTimeout: settings.connectTimeoutMs, reconnectStrategy: false },
    disableOfflineQueue: true,
    maintNotifications: "disabled",
  });
  client.on("error", lost);
  client.on("terminated", lost);
  try {
    const prepared = client.connect().then(() => setup.prepare?.(client));
    await within(prepared, limit(settings, "connectTimeoutMs", "was not reached"));
  } catch (error) {
    discard(client);
    throw error;
  }
  return client;
}

/** The deadline of a call, or of a connection. */
function limit(
  settings: BackplaneSettings,
  option: "timeoutMs" | "connectTimeoutMs",
  what: string,
): Deadline {
  const { clock, [option]: ms } = settings;
  const late = (): Error => new MortiseError("CONNECTION_FAILED", `Redis ${what} within ${ms} ms`);
  return { clock, ms, late };
}

/** Ends a connection that is of no use, whether or not it has ended already. */
function discard(client: RedisClientType): void {
  try {
    client.destroy();
  } catch {}
}
