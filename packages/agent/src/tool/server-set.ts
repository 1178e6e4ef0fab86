import type { InputHandlers, Target } from "@mortise/client";
import { MortiseError } from "@mortise/protocol";
import type { FailedServer, OpenServer } from "./open-server.ts";
import type { ServerConnection } from "./server-connection.ts";

/** Opens a connection to a target, such as `connect` of the client or the Node package. */
export type ConnectFunction<T = Target> = (
  target: T,
  options: InputHandlers & { signal: AbortSignal },
) => Promise<ServerConnection>;

/** The servers of an agent: connected on first use, in parallel, and again when one was lost. */
export class ServerSet<T> {
  readonly #targets: ReadonlyMap<string, T | ServerConnection>;
  readonly #connect: ConnectFunction<T>;
  readonly #handlersOf: (server: string) => InputHandlers;
  readonly #opened = new Map<string, Promise<ServerConnection>>();
  #closed = false;

  constructor(
    targets: Readonly<Record<string, T | ServerConnection>>,
    connect: ConnectFunction<T>,
    handlersOf: (server: string) => InputHandlers,
  ) {
    this.#handlersOf = handlersOf;
    this.#targets = new Map(Object.entries(targets));
    this.#connect = connect;
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
    const failed = outcomes.filter((outcome) => "message" in outcome);
    if (failed.length && !open.length) {
      const reasons = failed.map(({ name, message }) => `${name}: ${message}`).join("; ");
      throw new MortiseError(
        "CONNECTION_FAILED",
        `None of the agent's servers answers: ${reasons}`,
      );
    }
    return { open, failed };
  }

  /**
   * Gives the connection to one server.
   *
   * @throws MortiseError `INVALID_OPTION` when there is no server of that name, or what connecting throws.
   */
  async connection(name: string, signal: AbortSignal): Promise<ServerConnection> {
    if (this.#closed) throw new MortiseError("CLOSED", "The agent is closed");
    const target = this.#targets.get(name);
    if (target === undefined) {
      const known = [...this.#targets.keys()].join(", ") || "none";
      throw new MortiseError(
        "INVALID_OPTION",
        `The agent has no server ${JSON.stringify(name)}; it has: ${known}`,
      );
    }
    if (isConnection(target)) return target;
    const opened = await this.#opened.get(name)?.catch(() => undefined);
    if (opened && !opened.closed) return opened;
    const opening = this.#connect(target, { ...this.#handlersOf(name), signal });
    this.#opened.set(name, opening);
    opening.catch(() => this.#opened.delete(name));
    return opening;
  }

  /** Closes the connections that were opened here; clients that were given stay open. */
  async close(): Promise<void> {
    this.#closed = true;
    const opened = [...this.#opened.values()];
    this.#opened.clear();
    await Promise.allSettled(opened.map(async (opening) => (await opening).close()));
  }

  async #openOne(name: string, signal: AbortSignal): Promise<OpenServer | FailedServer> {
    try {
      const connection = await this.connection(name, signal);
      const [tools, resources] = await Promise.all([
        connection.capabilities.tools ? connection.listTools({ signal }) : [],
        connection.capabilities.resources ? connection.listResources({ signal }) : [],
      ]);
      return { name, connection, tools, resources };
    } catch (error) {
      return { name, message: error instanceof Error ? error.message : String(error) };
    }
  }
}

function isConnection<T>(target: T | ServerConnection): target is ServerConnection {
  const { callTool, listTools } = target as Partial<ServerConnection>;
  return typeof callTool === "function" && typeof listTools === "function";
}
