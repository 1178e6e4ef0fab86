import type { InputHandlers, Target } from "@mortise/client";
import type { Clock } from "@mortise/protocol";
import { MortiseError, untilAborted } from "@mortise/protocol";
import type { FailedServer, OpenServer } from "./open-server.ts";
import { readResources, readTools } from "./read-entry.ts";
import type { ServerConnection } from "./server-connection.ts";
import type { ServerConnectionSettings, ServerTarget } from "./server-settings.ts";

/**
 * The options of a connection: answers to the server's questions, the settings of the server, the
 * end and the time.
 */
export interface ConnectionOptions extends InputHandlers, ServerConnectionSettings {
  /** Ends the attempt to connect. */
  readonly signal: AbortSignal;
  /** The agent's clock. */
  readonly clock: Clock;
}

/** Opens a connection to a target, such as `connect` of the client or the Node package. */
export type ConnectFunction<T = Target> = (
  target: T,
  options: ConnectionOptions,
) => Promise<ServerConnection>;

/** The parts of a {@link ServerSet}. */
export interface ServerSetOptions<T> {
  /** The servers by name: clients, which stay open, or targets to connect to. */
  readonly targets: ReadonlyMap<string, ServerTarget<T>>;
  readonly connect: ConnectFunction<T>;
  /** Makes the answers to a server's questions. */
  readonly handlersOf: (server: string) => InputHandlers;
  readonly clock: Clock;
}

/** The servers of an agent: connected on first use, in parallel, and again when one was lost. */
export class ServerSet<T> {
  readonly #targets: ReadonlyMap<string, ServerTarget<T>>;
  readonly #connect: ConnectFunction<T>;
  readonly #handlersOf: (server: string) => InputHandlers;
  readonly #clock: Clock;
  readonly #opened = new Map<string, ServerConnection>();
  readonly #opening = new Map<string, Promise<ServerConnection>>();
  readonly #end = new AbortController();

  constructor({ targets, connect, handlersOf, clock }: ServerSetOptions<T>) {
    this.#targets = targets;
    this.#connect = connect;
    this.#handlersOf = handlersOf;
    this.#clock = clock;
  }

  /**
   * Lists what every server offers, together with those that failed.
   *
   * @throws MortiseError `CONNECTION_FAILED` when there are servers and none could be reached.
   */
  async open(signal: AbortSignal): Promise<{ open: OpenServer[]; failed: FailedServer[] }> {
    const names = [...this.#targets.keys()];
    const outcomes = await Promise.all(names.map((name) => this.#openOne(name, signal)));
    signal.throwIfAborted();
    const open = outcomes.filter((outcome) => "connection" in outcome);
    const failed = outcomes.filter((outcome) => "error" in outcome);
    if (failed.length && !open.length) throw noServerAnswers(failed);
    return { open, failed };
  }

  /**
   * Gives the connection to one server.
   *
   * @throws MortiseError `INVALID_OPTION` when there is no server of that name, `CLOSED` after
   * {@link close}, or what connecting throws.
   */
  async connection(name: string, signal: AbortSignal): Promise<ServerConnection> {
    this.#end.signal.throwIfAborted();
    const server = this.#targets.get(name);
    if (server === undefined) {
      const known = [...this.#targets.keys()].join(", ") || "none";
      throw new MortiseError(
        "INVALID_OPTION",
        `The agent has no server ${JSON.stringify(name)}; it has: ${known}`,
        { data: { option: "servers" } },
      );
    }
    const { target, settings } = server;
    if (isConnection(target)) return target;
    const opened = this.#opened.get(name);
    if (opened && !opened.isClosed) return opened;
    return this.#open(name, { target, settings }, signal);
  }

  /** Closes the connections that were opened here; clients that were given stay open. */
  async close(): Promise<void> {
    this.#end.abort(new MortiseError("CLOSED", "The agent is closed"));
    const opened = [...this.#opened.values()];
    this.#opened.clear();
    await Promise.allSettled(opened.map((connection) => connection.close()));
  }

  async #open(
    name: string,
    { target, settings }: { readonly target: T; readonly settings: ServerConnectionSettings },
    signal: AbortSignal,
  ): Promise<ServerConnection> {
    const pending = this.#opening.get(name);
    if (pending) return untilAborted(pending, signal);
    const ended = AbortSignal.any([signal, this.#end.signal]);
    const opening = this.#connect(target, {
      ...this.#handlersOf(name),
      ...settings,
      signal: ended,
      clock: this.#clock,
    });
    this.#opening.set(name, opening);
    this.#keep(name, opening).catch(() => undefined);
    try {
      return await untilAborted(opening, ended);
    } finally {
      this.#opening.delete(name);
    }
  }

  /** Keeps a connection, unless the agent was closed or another one was made in the meantime. */
  async #keep(name: string, opening: Promise<ServerConnection>): Promise<void> {
    const connection = await opening;
    const other = this.#opened.get(name);
    if (this.#end.signal.aborted || (other && !other.isClosed)) await connection.close();
    else this.#opened.set(name, connection);
  }

  async #openOne(name: string, signal: AbortSignal): Promise<OpenServer | FailedServer> {
    const late = new AbortController();
    const limitMs = this.#targets.get(name)?.startTimeoutMs ?? 0;
    const message = `it did not answer within ${limitMs / 1000} seconds`;
    const cancel = this.#clock.schedule(limitMs, () => late.abort(new Error(message)));
    try {
      const ended = AbortSignal.any([signal, late.signal]);
      return await untilAborted(this.#describe(name, ended), ended);
    } catch (error) {
      return { name, error: error instanceof Error ? error : new Error(String(error)) };
    } finally {
      cancel();
    }
  }

  async #describe(name: string, signal: AbortSignal): Promise<OpenServer> {
    const connection = await this.connection(name, signal);
    const { tools, resources } = connection.capabilities;
    const [listed, offered] = await Promise.all([
      // A cached list may be older than the run, and a model cannot know of a tool that is new.
      tools ? connection.listTools({ signal, fresh: true }) : [],
      // Resources can be read without having been listed.
      resources ? connection.listResources({ signal }).catch(() => []) : [],
    ]);
    return { name, connection, ...readTools(name, listed), resources: readResources(offered) };
  }
}

function noServerAnswers(failed: readonly FailedServer[]): MortiseError {
  const reasons = failed.map(({ name, error }) => `${name}: ${error.message}`).join("; ");
  const [only, ...others] = failed.map(({ error }) => error);
  return new MortiseError("CONNECTION_FAILED", `None of the agent's servers answers: ${reasons}`, {
    cause: others.length ? new AggregateError([only, ...others]) : only,
  });
}

function isConnection<T>(target: T | ServerConnection): target is ServerConnection {
  const { callTool, listTools } = target as Partial<ServerConnection>;
  return typeof callTool === "function" && typeof listTools === "function";
}
