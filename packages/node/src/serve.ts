import { realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { getCallSites } from "node:util";
import { MortiseError } from "@mortise/protocol";
import type { Server } from "@mortise/server";
import type { Listening, ListenOptions } from "./http/listen.ts";
import { listen } from "./http/listen.ts";
import { serveStdio } from "./stdio/serve-stdio.ts";

/** How a server is served. */
export interface ServeOptions {
  /**
   * Serve over HTTP: `true`, a port, or where to listen. Default: what the command line says
   * (`--http [port] [--host name]`), otherwise stdio.
   */
  readonly http?: boolean | number | ListenOptions;
  /** Arguments of the command line. Default: the process's. */
  readonly argv?: readonly string[];
  /** Runs before the process ends, such as to close a database. */
  readonly onClose?: () => void | Promise<void>;
}

/** A server that is being served. */
export interface Serving extends AsyncDisposable {
  /** `none` when the module was imported, not run. */
  readonly transport: "stdio" | "http" | "none";
  /** What clients connect to, over HTTP. */
  readonly url: string | undefined;
  /** Stops; running requests may finish first. */
  close(): Promise<void>;
}

const SIGNALS = ["SIGINT", "SIGTERM"] as const;
const HOST_MARK = Symbol.for("mortise.host");

/**
 * Serves a server until the process is told to stop.
 *
 * Over stdio by default, over HTTP with `--http [port]` or the `http` option. At the top of a module
 * that is imported rather than run it does nothing, so that a server file can also be imported by
 * tests, by the `mortise` command and by other servers.
 */
export async function serve(server: Server<unknown>, options: ServeOptions = {}): Promise<Serving> {
  if (isImported(getCallSites(8))) {
    const idle = (): Promise<void> => Promise.resolve();
    return { transport: "none", url: undefined, close: idle, [Symbol.asyncDispose]: idle };
  }
  // What somebody typed is answered in a line; what a program asked for, by an error it can catch.
  const isTyped = options.http === undefined && options.argv === undefined;
  return isTyped
    ? await start(server, options).catch(endWithMessage)
    : await start(server, options);
}

async function start(server: Server<unknown>, options: ServeOptions): Promise<Serving> {
  const http = options.http ?? readCommandLine(options.argv ?? process.argv.slice(2));
  keepRunning(server);
  const stop = http === undefined || http === false ? serveOnStdio(server) : undefined;
  if (stop) return finishWith(server, options, "stdio", undefined, stop);
  const listening = await listen(server, toListenOptions(http ?? true));
  report(`${server.info.name} listens on ${listening.url}`);
  if (!listening.isLoopback) {
    report(
      "Other machines can reach it, and nobody is asked who they are: keep it behind something that does.",
    );
  }
  return finishWith(server, options, "http", listening.url, toStop(listening));
}

interface Stop {
  readonly close: () => Promise<void>;
  /** Settles when the other side ended it. */
  readonly done: Promise<void>;
}

function serveOnStdio(server: Server<unknown>): Stop {
  const serving = serveStdio(server);
  if (process.stdin.isTTY) {
    report(
      `${server.info.name} speaks MCP on standard input and output, and is ready; agents start it themselves. Use --http for a URL, Ctrl+C to stop.`,
    );
  }
  return {
    done: serving.done,
    close: () => {
      serving.close();
      return serving.done;
    },
  };
}

function toStop(listening: Listening): Stop {
  return { close: () => listening.close(), done: new Promise(() => undefined) };
}

function finishWith(
  server: Server<unknown>,
  options: ServeOptions,
  transport: "stdio" | "http",
  url: string | undefined,
  stop: Stop,
): Serving {
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closing ??= (async () => {
      for (const signal of SIGNALS) process.off(signal, onSignal);
      await stop.close();
      await server.close();
      await options.onClose?.();
    })();
    return closing;
  };
  const exit = (): void => {
    void close().then(
      () => process.exit(0),
      (error: unknown) => {
        server.log({ level: "error", message: "Closing failed", error });
        process.exit(1);
      },
    );
  };
  const onSignal = (): void => {
    // The second signal is not caught, and ends the process at once.
    for (const signal of SIGNALS) process.off(signal, onSignal);
    exit();
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  // 2026-07-28, stdio, Shutdown: a server exits when its input is closed, whatever keeps it busy.
  void stop.done.then(exit);
  return { transport, url, close, [Symbol.asyncDispose]: close };
}

/** Reads `--http [port]`, `--port n` and `--host name`; `undefined` where HTTP is not asked for. */
function readCommandLine(argv: readonly string[]): ListenOptions | undefined {
  let isHttp = false;
  let port: number | undefined;
  let host: string | undefined;
  for (const [index, argument] of argv.entries()) {
    const [flag, inline] = argument.split("=", 2);
    const next = inline ?? argv[index + 1];
    if (flag === "--http" || flag === "--port") {
      isHttp = true;
      // What follows may be another option; what is joined by "=" is meant.
      if (next !== undefined && (inline !== undefined || !next.startsWith("-")))
        port = readPort(next);
    } else if (flag === "--host") {
      host = next;
    }
  }
  if (!isHttp) return undefined;
  return { ...(port !== undefined && { port }), ...(host !== undefined && { host }) };
}

function readPort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new MortiseError("INVALID_OPTION", `${JSON.stringify(text)} is no port; use 0 to 65535`);
}

function toListenOptions(http: boolean | number | ListenOptions): ListenOptions {
  if (typeof http === "number") return { port: http };
  return typeof http === "object" ? http : {};
}

/** A rejection that user code forgot to handle is reported; one request must not end the others. */
function keepRunning(server: Server<unknown>): void {
  process.on("unhandledRejection", (error) => {
    server.log({ level: "error", message: "A promise was rejected and nobody handled it", error });
  });
}

/**
 * Tells whether the module that calls at its top level was imported rather than run.
 *
 * A call inside a function is always meant, wherever it stands.
 */
function isImported(sites: ReturnType<typeof getCallSites>): boolean {
  if (HOST_MARK in globalThis) return true;
  const own = import.meta.url;
  const caller = sites.find(
    (site) => site.scriptName !== own && !site.scriptName.startsWith("node:"),
  );
  const entry = process.argv[1];
  if (!caller || entry === undefined || caller.functionName !== "") return false;
  const { scriptName } = caller;
  try {
    const run = realpathSync(createRequire(import.meta.url).resolve(entry));
    // Test runners evaluate modules under their path, Node under their URL.
    const file = scriptName.startsWith("file:") ? fileURLToPath(scriptName) : scriptName;
    return realpathSync(file) !== run;
  } catch {
    // Run from a bundle or standard input: there is no file to compare with, so it was run.
    return false;
  }
}

function endWithMessage(error: unknown): never {
  if (!MortiseError.is(error)) throw error;
  report(`error ${error.message}`);
  process.exit(1);
}

function report(message: string): void {
  process.stderr.write(`${message}\n`);
}
