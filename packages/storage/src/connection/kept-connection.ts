import { MortiseError } from "@mortise/protocol";
import { backoff } from "./backoff.ts";
import { connectionFailed } from "./connection-failed.ts";
import type { ConnectionSettings } from "./connection-options.ts";
import { within } from "./deadline.ts";

/** How connections of one kind are opened, checked and ended. */
export interface ConnectionKind<Client> {
  /** Names the service in messages, such as `Redis`. */
  readonly name: string;
  /** Opens a connection, which calls `lost` once it is of no use; ends it again if it fails. */
  readonly open: (lost: (error: unknown) => void) => Promise<Client>;
  /** Asks for a sign of life. */
  readonly ping: (client: Client) => Promise<unknown>;
  /** Ends a connection in good order. */
  readonly close: (client: Client) => Promise<unknown>;
  /** Ends a connection that does not answer; does not throw. */
  readonly discard: (client: Client) => void;
  /** Called after a lost connection was replaced. */
  readonly resumed?: () => void;
}

/** One connection, which is replaced whenever it is lost, for as long as that takes. */
export class KeptConnection<Client> {
  readonly #kind: ConnectionKind<Client>;
  readonly #settings: ConnectionSettings;
  #client: Client | undefined;
  #ready = Promise.withResolvers<Client>();
  #cancelHeartbeat: () => void = () => undefined;
  #cancelRetry: () => void = () => undefined;
  #failures = 0;
  #isClosed = false;

  private constructor(kind: ConnectionKind<Client>, settings: ConnectionSettings) {
    this.#kind = kind;
    this.#settings = settings;
  }

  /** Opens the first connection; rejects with MortiseError `CONNECTION_FAILED` if that fails. */
  static async open<Client>(
    kind: ConnectionKind<Client>,
    settings: ConnectionSettings,
  ): Promise<KeptConnection<Client>> {
    const kept = new KeptConnection(kind, settings);
    try {
      await kept.#connect();
    } catch (error) {
      await kept.close();
      throw connectionFailed(kind.name, error);
    }
    kept.#scheduleHeartbeat();
    return kept;
  }

  /**
   * The connection.
   *
   * @throws MortiseError `CONNECTION_FAILED` while it is lost.
   */
  get current(): Client {
    if (this.#client) return this.#client;
    throw new MortiseError(
      "CONNECTION_FAILED",
      `${this.#kind.name} is not connected at the moment`,
    );
  }

  /** Waits for the connection; rejects with `CONNECTION_FAILED` after `connectTimeoutMs`. */
  ready(): Promise<Client> {
    return this.#within(
      this.#ready.promise,
      this.#settings.connectTimeoutMs,
      `${this.#kind.name} was not reached`,
    );
  }

  /** Ends the connection and does not replace it. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancelHeartbeat();
    this.#cancelRetry();
    const client = this.#client;
    this.#client = undefined;
    // Without a call to ready, the rejection has no other handler.
    this.#ready.promise.catch(() => undefined);
    this.#ready.reject(
      new MortiseError("CLOSED", `The connection to ${this.#kind.name} is closed`),
    );
    if (client) await this.#end(client);
  }

  /** A dead connection of which the network says nothing is found by a question now and then. */
  #scheduleHeartbeat(): void {
    if (this.#isClosed) return;
    const { clock, heartbeatMs } = this.#settings;
    const check = (): void => void this.#check().then(() => this.#scheduleHeartbeat());
    this.#cancelHeartbeat = clock.schedule(heartbeatMs, check, { isBackground: true });
  }

  /** Replaces a connection that does not answer. */
  async #check(): Promise<void> {
    const client = this.#client;
    if (!client) return;
    const { name, ping } = this.#kind;
    try {
      await this.#within(ping(client), this.#settings.timeoutMs, `${name} did not answer`);
    } catch (error) {
      this.#lose(client, error);
    }
  }

  async #end(client: Client): Promise<void> {
    const { name, close } = this.#kind;
    try {
      await this.#within(close(client), this.#settings.timeoutMs, `${name} did not let go`);
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
    this.#settings.report(connectionFailed(this.#kind.name, error));
    this.#scheduleRetry();
  }

  #scheduleRetry(): void {
    if (this.#isClosed) return;
    const { clock, random } = this.#settings;
    const retry = (): void => {
      this.#connect().then(
        () => this.#kind.resumed?.(),
        () => this.#scheduleRetry(),
      );
    };
    this.#cancelRetry = clock.schedule(backoff(this.#failures, random), retry);
    this.#failures += 1;
  }

  #within<Value>(promise: Promise<Value>, ms: number, what: string): Promise<Value> {
    const late = (): Error => new MortiseError("CONNECTION_FAILED", `${what} within ${ms} ms`);
    return within(promise, { clock: this.#settings.clock, ms, late });
  }
}
