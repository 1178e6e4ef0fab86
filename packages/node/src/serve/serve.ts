// By name, an older Node would refuse the import before it could say that it is too old.
import util from "node:util";
import type { Duration, OptionNames, Principal, Tap, Telemetry } from "@mortise/protocol";
import { checkOptions, MortiseError, toLogLines } from "@mortise/protocol";
import type { Server, ServerCard } from "@mortise/server";
import { coreOf } from "@mortise/server/internal";
import { checkInstances, readInstanceCount } from "../backplane/instance-count.ts";
import type { BackplaneOption, OpenedBackplane } from "../backplane/named-backplane.ts";
import { openNamedBackplane } from "../backplane/named-backplane.ts";
import { refuseOldVariables } from "../backplane/old-names.ts";
import type { Listening, ListenOptions } from "../http/listen.ts";
import { LISTEN_OPTIONS, listen } from "../http/listen.ts";
import { reserveStdout } from "../stdio/guard-stdout.ts";
import { tolerateLostStderr } from "../stdio/lost-stderr.ts";
import { serveStdio } from "../stdio/serve-stdio.ts";
import { findTelemetry } from "../telemetry/find-telemetry.ts";
import type { OwnWorker } from "../worker/worker.ts";
import type { WorkerCount } from "../worker/worker-count.ts";
import { readWorkerCount } from "../worker/worker-count.ts";
import type { CommandLine } from "./command-line.ts";
import { readCommandLine } from "./command-line.ts";
import { isImported } from "./is-imported.ts";
import type { Served, Serving } from "./serving.ts";
import { untilStopped } from "./serving.ts";
import { isHosted, noteNotServed } from "./without-serving.ts";

/** How a server is served. */
export interface ServeOptions {
  /**
   * Serves over HTTP: `true`, a port, or where to listen. Default: `--http [port] [--host name]` of the
   * command line, otherwise stdio.
   */
  readonly http?: boolean | number | ListenOptions;
  /**
   * The number of processes that answer, or `"auto"` for one for each core; only over HTTP. The file
   * runs again in each. Default: `--workers n` of the command line, otherwise this process alone.
   */
  readonly workers?: WorkerCount;
  /**
   * Where instances share sessions, streams and changes: a `postgres://` or `redis://` URL, `sqlite:`
   * and a path on one machine, or an open backplane. Behind a URL they are named after the server
   * (`mortise_customer_data`). Default: `--backplane url` of the command line, otherwise the environment
   * variable `MORTISE_BACKPLANE`, otherwise none.
   */
  readonly backplane?: BackplaneOption;
  /**
   * How many instances serve behind one address, not counting workers. More than one is refused over
   * HTTP without a backplane. Default: `--instances n` of the command line, otherwise the environment
   * variable `MORTISE_INSTANCES`, otherwise 1.
   */
  readonly instances?: number;
  /**
   * Observes requests, such as `openTelemetry()`. Default: the server's own telemetry, otherwise
   * OpenTelemetry if the process has it.
   */
  readonly telemetry?: Telemetry;
  /** Receives every frame that crosses the wire, over stdio and HTTP. Default: none. */
  readonly tap?: Tap;
  /** Describes the server over HTTP for clients that have not connected yet. Default: nothing does. */
  readonly card?: ServerCard;
  /**
   * The caller over stdio, as handlers find it on `ctx.auth`, such as the owner of a token in the
   * environment; over HTTP the server's `auth` finds the caller. Default: an anonymous caller.
   */
  readonly principal?: Principal;
  /** The arguments of the command line, read if `http` is left out. Default: those of the process. */
  readonly argv?: readonly string[];
  /**
   * How long running requests may finish when the server stops. Default `"5s"` over stdio, and over
   * HTTP `http.grace` or `"10s"`.
   */
  readonly grace?: Duration;
  /** Runs before the process exits, such as to close a database; with workers in each process. */
  readonly onClose?: () => void | Promise<void>;
}

const OPTIONS: OptionNames<ServeOptions> = {
  http: true,
  workers: true,
  backplane: true,
  instances: true,
  telemetry: true,
  tap: true,
  card: true,
  principal: true,
  argv: true,
  grace: true,
  onClose: true,
};

/** The options, completed from the command line and the environment. */
interface Settings {
  readonly http: ListenOptions | undefined;
  readonly workers: number | undefined;
  readonly backplane: BackplaneOption | undefined;
  readonly instances: number;
  readonly telemetry: Telemetry | undefined;
  readonly tap: Tap | undefined;
  readonly card: ServerCard | undefined;
  readonly principal: Principal | undefined;
  readonly grace: Duration | undefined;
}

/**
 * Serves a server until the process gets a signal to stop, or stdio closes.
 *
 * Over stdio by default, over HTTP with `--http [port]` or the `http` option. At the top of a module
 * that is imported rather than run it does nothing, so that tests, the `mortise` command and other
 * servers can import a server file. Over stdio, standard output carries the protocol from the call on:
 * what other code writes there goes to standard error.
 *
 * @throws MortiseError `INVALID_OPTION` for settings that do not work, such as a port that is in use,
 * and `CONNECTION_FAILED` when the backplane cannot be reached.
 *
 * @example
 * ```ts
 * import { createServer, serve } from "mortise";
 * import { z } from "zod";
 *
 * const server = createServer({ name: "greeter", version: "1.0.0" }).tool(
 *   "greet",
 *   { description: "Greet a person by name.", input: z.object({ name: z.string() }) },
 *   ({ name }) => `Hello, ${name}!`,
 * );
 *
 * await serve(server);
 * ```
 */
export async function serve(server: Server<unknown>, options: ServeOptions = {}): Promise<Serving> {
  checkOptions("serve", options, OPTIONS);
  if (options.http !== undefined) checkPlace(options.http);
  // Source maps would name files that Node was not started with.
  if (isHosted()) noteNotServed({ server, options });
  if (isHosted() || isImported(util.getCallSites(8, { sourceMap: false }))) {
    const close = (): Promise<void> => Promise.resolve();
    const nothing = { transport: "none", role: "single", url: undefined } as const;
    return { ...nothing, close, [Symbol.asyncDispose]: close };
  }
  // A mistake on the command line is reported in a line; a mistake in a program, as an error.
  const isTyped = options.http === undefined && options.argv === undefined;
  const starting = start(server, options);
  return isTyped ? await starting.catch(endWithMessage) : await starting;
}

async function start(server: Server<unknown>, options: ServeOptions): Promise<Serving> {
  const settings = readSettings(options);
  keepRunning(server);
  const served = await serveAs(server, settings);
  return untilStopped(server, served, options.onClose);
}

function readSettings(options: ServeOptions): Settings {
  refuseOldVariables();
  const { http, workers, backplane, instances, telemetry, tap, card, principal, grace, argv } =
    options;
  const typed =
    http === undefined ? readCommandLine(argv ?? process.argv.slice(2)) : NOTHING_IS_TYPED;
  const place = http === undefined ? typed.http : toListenOptions(http);
  return {
    http: place && { ...(grace !== undefined && { grace }), ...place },
    workers: workers === undefined ? typed.workers : readWorkerCount(workers),
    backplane: backplane ?? typed.backplane ?? (process.env["MORTISE_BACKPLANE"] || undefined),
    instances: readInstanceCount(instances ?? typed.instances),
    telemetry,
    tap,
    card,
    principal,
    grace,
  };
}

const NOTHING_IS_TYPED: CommandLine = {
  http: undefined,
  workers: undefined,
  backplane: undefined,
  instances: undefined,
};

/** Throws `INVALID_OPTION` for a place that is misspelt, also in a module that is only imported. */
function checkPlace(http: NonNullable<ServeOptions["http"]>): void {
  if (typeof http === "boolean" || typeof http === "number") return;
  checkOptions("http of serve", http, LISTEN_OPTIONS);
}

function toListenOptions(http: boolean | number | ListenOptions): ListenOptions | undefined {
  if (typeof http === "object") return http;
  if (typeof http === "number") return { port: http };
  return http ? {} : undefined;
}

async function serveAs(server: Server<unknown>, settings: Settings): Promise<Served> {
  const { http, workers } = settings;
  if (workers === undefined) {
    return http ? serveHttp(server, { ...settings, http }) : serveOnStdio(server, settings);
  }
  if (!http) {
    throw new MortiseError(
      "INVALID_OPTION",
      "`workers` requires HTTP: stdio serves one process. Add --http [port].",
    );
  }
  // Most servers are one process and load no code for workers.
  const { findOwnWorker } = await import("../worker/worker.ts");
  const own = findOwnWorker();
  if (own) return serveAsWorker(server, { ...settings, http }, own);
  return serveAsPrimary(server, { ...settings, http, workers });
}

async function serveAsPrimary(
  server: Server<unknown>,
  settings: Settings & { readonly http: ListenOptions; readonly workers: number },
): Promise<Served> {
  const { http, workers, backplane, instances } = settings;
  // The backplane of workers does not reach beyond this machine.
  checkInstances(
    instances,
    () => backplane !== undefined || (coreOf(server).hasBackplane && isShared(server)),
  );
  const { startPrimary } = await import("../worker/primary.ts");
  const hasBackplane = backplane !== undefined;
  const primary = await startPrimary(server, { http, workers, hasBackplane, report });
  return {
    transport: "http",
    role: "primary",
    url: primary.url,
    ended: primary.failed.then(() => 1),
    announce: () => {
      reportPlace(server, `${primary.url()} with ${countOf(workers)}`, primary.isLoopback);
    },
    close: () => primary.close().then(() => server.close()),
  };
}

async function serveAsWorker(
  server: Server<unknown>,
  settings: Settings & { readonly http: ListenOptions },
  own: OwnWorker,
): Promise<Served> {
  try {
    if (settings.backplane === undefined && !coreOf(server).hasBackplane)
      server.join(own.openBackplane(coreOf(server).clock));
    const { place, ...served } = await openHttp(server, settings);
    return {
      ...served,
      role: "worker",
      ended: own.stopped.then(() => 0),
      announce: () => own.listens(place),
    };
  } catch (error) {
    if (!MortiseError.is(error)) throw error;
    // The primary reports the error of all workers once.
    await own.fails(error);
    process.exit(1);
  }
}

async function serveHttp(
  server: Server<unknown>,
  settings: Settings & { readonly http: ListenOptions },
): Promise<Served> {
  const { place, ...served } = await openHttp(server, settings);
  return { ...served, announce: () => reportPlace(server, place.url, place.isLoopback) };
}

async function openHttp(
  server: Server<unknown>,
  { http, backplane, instances, telemetry, tap, card }: Settings & { readonly http: ListenOptions },
): Promise<Omit<Served, "announce"> & { readonly place: Listening }> {
  const opened = await joinBackplane(server, backplane);
  try {
    const options = { telemetry, ...(tap && { tap }), ...(card && { card }), ...http, instances };
    const listening = await listen(server, options);
    return {
      transport: "http",
      role: "single",
      url: () => listening.url,
      place: listening,
      ended: new Promise(() => undefined),
      close: async () => {
        await listening.close();
        await server.close();
        await opened?.close();
      },
    };
  } catch (error) {
    await opened?.close();
    throw error;
  }
}

async function serveOnStdio(server: Server<unknown>, settings: Settings): Promise<Served> {
  // Until the backplane is there, other code may print already.
  const giveBack = reserveStdout();
  try {
    return await openStdio(server, settings);
  } catch (error) {
    giveBack();
    throw error;
  }
}

async function openStdio(
  server: Server<unknown>,
  { backplane, telemetry, tap, principal, grace }: Settings,
): Promise<Served> {
  const opened = await joinBackplane(server, backplane);
  const found = telemetry ?? coreOf(server).telemetry ?? (await findTelemetry());
  const serving = serveStdio(server, { telemetry: found, tap, principal, grace });
  return {
    transport: "stdio",
    role: "single",
    url: () => undefined,
    announce: () => {
      if (!process.stdin.isTTY) return;
      report(
        `${server.info.name} serves MCP on standard input and output and is ready; MCP clients start it themselves. Use --http for a URL, Ctrl+C to stop.`,
      );
    },
    // 2026-07-28, stdio, Shutdown: a server exits when its input is closed, even if it is busy.
    ended: serving.done.then(() => 0),
    close: async () => {
      serving.close();
      await serving.done;
      await server.close();
      await opened?.close();
    },
  };
}

async function joinBackplane(
  server: Server<unknown>,
  backplane: BackplaneOption | undefined,
): Promise<OpenedBackplane | undefined> {
  if (backplane === undefined) return undefined;
  const { clock, random } = coreOf(server);
  const opened = await openNamedBackplane(backplane, { name: server.info.name, clock, random });
  try {
    server.join(opened.backplane);
  } catch (error) {
    await opened.close();
    throw error;
  }
  return opened;
}

function isShared({ backplane }: Server<unknown>): boolean {
  return backplane.isShared;
}

/** Logs rejections that user code does not handle, so that one request does not end the process. */
function keepRunning(server: Server<unknown>): void {
  tolerateLostStderr();
  process.on("unhandledRejection", (error) => {
    server.log({ level: "error", message: "Unhandled promise rejection", error });
  });
}

function reportPlace({ info, auth }: Server<unknown>, where: string, isLoopback: boolean): void {
  report(`${info.name} listens on ${where}`);
  if (isLoopback || auth) return;
  report(
    'Warning: reachable from other machines without authentication. Add `auth: bearerAuth({ issuer: "https://login.example.com", resource: "https://tools.example.com/mcp" })` of "mortise/auth" to createServer, with your URLs, or put it behind a proxy that authenticates.',
  );
}

function countOf(workers: number): string {
  return workers === 1 ? "1 worker" : `${workers} workers`;
}

function endWithMessage(error: unknown): never {
  if (!MortiseError.is(error)) throw error;
  report(`error ${error.message}`);
  process.exit(1);
}

function report(message: string): void {
  process.stderr.write(`${toLogLines(message)}\n`);
}
