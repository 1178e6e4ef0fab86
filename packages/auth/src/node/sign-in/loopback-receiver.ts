import { once } from "node:events";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { OptionNames } from "@mortise/protocol";
import { checkOptions, MortiseError } from "@mortise/protocol";
import { AuthError } from "../../error/auth-error.ts";
import { sendPage } from "./callback-page.ts";

/** Where the browser comes back to. */
export interface CallbackOptions {
  /**
   * `127.0.0.1`, `[::1]`, or `localhost` for an authorization server that knows only the name; then
   * both addresses are listened on. Default `127.0.0.1` (RFC 8252, 7.3).
   */
  readonly host?: "127.0.0.1" | "[::1]" | "localhost";
  /** The port, for a client that is registered with one. Default: a free one. */
  readonly port?: number;
  /** The path. Default `/callback`. */
  readonly path?: string;
}

const OPTIONS: OptionNames<CallbackOptions> = { host: true, port: true, path: true };

const ADDRESSES = {
  "127.0.0.1": ["127.0.0.1"],
  "[::1]": ["::1"],
  localhost: ["127.0.0.1", "::1"],
} as const;
/** A free port of one address may be taken at the other. */
const MAX_TRIES = 10;
const TAKEN: readonly unknown[] = ["EADDRINUSE", "EACCES"];

/**
 * Receives the browser at a loopback address from its creation until it is closed, so that no other
 * program can take the port while the user signs in (RFC 8252, 7.3 and 8.3).
 */
export class LoopbackReceiver implements AsyncDisposable {
  /** The URL to come back to, with the port that is listened on. */
  readonly redirectUri: string;
  readonly #servers: readonly Server[];
  #expectedState: string | undefined;
  #callback = Promise.withResolvers<URL>();

  private constructor(redirectUri: string, servers: readonly Server[]) {
    this.redirectUri = redirectUri;
    this.#servers = servers;
    for (const server of servers) {
      server.on("request", (request, response) => this.#answer(request, response));
    }
  }

  /**
   * Listens at the port of the last of `registered` that fits the options, otherwise at a free one.
   *
   * @throws AuthError `callback_port_in_use` when the port of the options is taken.
   */
  static async open(
    { host = "127.0.0.1", port, path = "/callback" }: CallbackOptions,
    registered: readonly string[] = [],
  ): Promise<LoopbackReceiver> {
    const known = port === undefined ? findPort(registered, host, path) : undefined;
    for (const wanted of port === undefined ? [known ?? 0, ...Array(MAX_TRIES).fill(0)] : [port]) {
      const servers = await listenOnAll(ADDRESSES[host], wanted);
      if (servers === undefined) continue;
      return new LoopbackReceiver(`http://${host}:${portOf(servers)}${path}`, servers);
    }
    throw new AuthError(
      "callback_port_in_use",
      port === undefined
        ? `No free port was found on ${host} for the browser to come back to`
        : `Port ${port} of ${host}, where the browser is to come back to, is used by another program`,
      { hint: "end that program, or choose another port with `callback: { port }`" },
    );
  }

  /** Resolves with the callback whose `state` is the given one; others are turned away. */
  async receive(state: string | undefined): Promise<URL> {
    this.#expectedState = state;
    this.#callback = Promise.withResolvers<URL>();
    return await this.#callback.promise;
  }

  /** Stops listening. */
  async close(): Promise<void> {
    const ended = this.#servers.map((server) => {
      const closed = once(server, "close");
      server.close();
      // A request that another program began and never ends would hold the login up.
      server.closeAllConnections();
      return closed;
    });
    await Promise.all(ended);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const own = new URL(this.redirectUri);
    const url = URL.parse(request.url ?? "", this.redirectUri);
    // A page that rebinds its name to this machine sends its own name.
    if (url === null || url.pathname !== own.pathname || request.headers.host !== own.host) {
      response.writeHead(404, { connection: "close" }).end();
      return;
    }
    if (request.method !== "GET") {
      response.writeHead(405, { allow: "GET", connection: "close" }).end();
      return;
    }
    const { searchParams } = url;
    if (this.#expectedState !== undefined && searchParams.get("state") !== this.#expectedState) {
      sendPage(response, "foreign");
      return;
    }
    sendPage(response, searchParams.has("error") ? "refused" : "received");
    const callback = new URL(this.redirectUri);
    callback.search = url.search;
    // The page is to be written before the program that shows it ends.
    response.once("close", () => this.#callback.resolve(callback));
  }
}

/**
 * Checks the options of a callback.
 *
 * @throws MortiseError `INVALID_OPTION`.
 */
export function checkCallback(callback: CallbackOptions): void {
  checkOptions("callback", callback, OPTIONS);
  const { host = "127.0.0.1", port = 0, path = "/" } = callback;
  const isPort = Number.isInteger(port) && port >= 0 && port < 65_536;
  const fault = !Object.hasOwn(ADDRESSES, host)
    ? `host ${JSON.stringify(host)}; use ${Object.keys(ADDRESSES).join(", ")}`
    : !isPort
      ? `port ${JSON.stringify(port)}; use 0 to 65535`
      : !/^\/[^?#]*$/.test(path)
        ? `path ${JSON.stringify(path)}; it begins with /, and has no query`
        : undefined;
  if (fault === undefined) return;
  throw new MortiseError("INVALID_OPTION", `callback has the ${fault}`, {
    data: { option: "callback" },
  });
}

function findPort(registered: readonly string[], host: string, path: string): number | undefined {
  const fitting = registered
    .map((uri) => URL.parse(uri))
    .filter((url) => url?.hostname === host && url.pathname === path && url.port !== "");
  const last = fitting.at(-1);
  return last ? Number(last.port) : undefined;
}

async function listenOnAll(
  addresses: readonly string[],
  port: number,
): Promise<readonly Server[] | undefined> {
  const servers: Server[] = [];
  for (const address of addresses) {
    const [first] = servers;
    const same = first === undefined ? port : portOf(servers);
    const outcome = await listen(address, same);
    if (outcome instanceof Error) {
      // A machine without IPv6 has no ::1 that another program could listen on.
      if (first !== undefined && !TAKEN.includes(codeOf(outcome))) continue;
      for (const server of servers) server.close();
      if (TAKEN.includes(codeOf(outcome))) return undefined;
      throw outcome;
    }
    servers.push(outcome);
  }
  return servers;
}

/** All of them listen on the same port. */
function portOf([first]: readonly Server[]): number {
  return (first?.address() as AddressInfo | null | undefined)?.port ?? 0;
}

async function listen(host: string, port: number): Promise<Server | Error> {
  const server = createServer({ maxHeaderSize: 16_384, requestTimeout: 10_000 });
  try {
    server.listen({ host, port, exclusive: true });
    await once(server, "listening");
    return server;
  } catch (error) {
    return error as Error;
  }
}

function codeOf(error: Error): unknown {
  return (error as NodeJS.ErrnoException).code;
}
