import { MortiseError } from "@mortise/protocol";
import { backoff } from "./backoff.ts";
import type { BackplaneSettings } from "./backplane-options.ts";
import { within } from "./deadline.ts";
import { lostConnection } from "./lost-connection.ts";

/** How a connection of one kind is handled. */
export interface ConnectionKind<Client> {
  /** What people call it, such as `Redis`. */
  readonly name: string;
  /** Opens a connection, which calls `lost` once it is of no use any more; leaves nothing behind when it fails. */
  readonly open: (lost: (error: unknown) => void) => Promise<Client>;
  /** Asks for a sign of life. */
  readonly ping: (client: Client) => Promise<unknown>;
  /** Ends a connection in good order. */
  readonly close: (client: Client) => Promise<unknown>;
  /** Ends a connection that does not answer; does not throw. */
  readonly discard: (client: Client) => void;
  /** Called when a connection that was lost is there again. */
  readonly resumed?: () => void;
}

/** One connection, opened again for as long as it takes whenever it is lost. */
export class KeptConnection<Client> {
  readonly #kind: ConnectionKind<Client>;
  readonly #settings: BackplaneSettings;
  readonly #heartbeat: NodeJS.Timeout;
  #client: Client | undefined;
  #ready = Promise.withResolvers<Client>();
  #retry: NodeJS.Timeout | undefined;
  #failures = 0;
  #isChecking = false;
  #isClosed = false;

  private constructor(kind: ConnectionKind<Client>, settings: BackplaneSettings) {
    this.#kind = kind;
    this.#settings = settings;
    // A dead connection that the network has not told of is found by asking.
    this.#heartbeat = setInterval(() => void this.#check(), settings.heartbeatMs).unref();
  }

  /** Opens the first connection; rejects with `CONNECTION_FAILED` where that fails. */
  static async open<Client>(
    kind: ConnectionKind<Client>,
    settings: BackplaneSettings,
  ): Promise<KeptConnection<Client>> {
    const kept = new KeptConnection(kind, settings);
    try {
      await kept.#connect();
    } catch (error) {
      await kept.close();
      throw lostConnection(kind.name, error);
    }
    return kept;
  }

  /** The connection; throws MortiseError `CONNECTION_FAILED` while there is none. */
  get current(): Client {
    if (this.#client) return this.#client;
    throw new MortiseError(
      "CONNECTION_FAILED",
      `${this.#kind.name} is not connected at the moment`,
    );
  }

  /** Waits for the connection; rejects with `CONNECTION_FAILED` where that takes too long. */
  ready(): Promise<Client> {
    const { connectTimeoutMs } = this.#settings;
    return within(this.#ready.promise, connectTimeoutMs, `${this.#kind.name} was not reached`);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#heartbeat);
    clearTimeout(this.#retry);
    const client = this.#client;
    this.#client = undefined;
    // Nobody may be waiting, which is no unhandled rejection.
    this.#ready.promise.catch(() => undefined);
    this.#ready.reject(new MortiseError("CLOSED", "The backplane is closed"));
    if (client) await this.#end(client);
  }

  /** Makes sure that the connection answers, and replaces it where it does not. */
  async #check(): Promise<void> {
    const client = this.#client;
    if (!client || this.#isChecking) return;
    const { timeoutMs } = this.#settings;
    this.#isChecking = true;
    try {
      await within(this.#kind.ping(client), timeoutMs, `${this.#kind.name} did not answer`);
    } catch (error) {
      this.#lose(client, error);
    } finally {
      this.#isChecking = false;
    }
  }

  async #end(client: Client): Promise<void> {
    const { timeoutMs } = this.#settings;
    try {
      await within(this.#kind.close(client), timeoutMs, `${this.#kind.name} did not let go`);
    } catch {
      this.#kind.discard(client);
    }
  }

  async #connect(): Promise<void> {
    let opened: Client | undefined;
    let early: { readonly error: unknown } | undefined;
    opened = await this.#kind.open((error) => {
      if (opened) this.#lose(opened, error);
      else early = { error };
    });
    if (early) {
      this.#kind.discard(opened);
      throw early.error;
    }
    if (this.#isClosed) {
      await this.#end(opened);
      return;
    }
    this.#failures = 0;
    this.#client = opened;
    this.#ready.resolve(opened);
  }

  #lose(client: Client, error: unknown): void {
    if (this.#client !== client) return;
    this.#client = undefined;
    this.#ready = Promise.withResolvers();
    this.#kind.discard(client);
    this.#settings.report(lostConnection(this.#kind.name, error));
    this.#scheduleRetry();
  }

  #scheduleRetry(): void {
    if (this.#isClosed) return;
    this.#retry = setTimeout(() => {
      this.#connect().then(
        () => this.#kind.resumed?.(),
        () => this.#scheduleRetry(),
      );
    }, backoff(this.#failures));
    this.#failures += 1;
  }
}
