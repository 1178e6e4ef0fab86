/**
 * The process of a server under development: a spare one with its packages loaded, until the supervisor
 * has it load the user's file.
 *
 * @module
 */
import { pathToFileURL } from "node:url";
import { importServer } from "@mortise/node";
import { LATEST_LEGACY_REVISION, MortiseError } from "@mortise/protocol";
import type { Server } from "@mortise/server";
import { coreOf } from "@mortise/server/internal";
import type { ToServerProcess } from "../message.ts";
import { endWithSupervisor } from "./end-with-supervisor.ts";
import { loadAhead, reportModules } from "./module-graph.ts";
import { operateTasks } from "./operate-tasks.ts";
import { sendOutput } from "./output.ts";
import { reportListeners } from "./own-listeners.ts";
import { describeThrown, post } from "./post.ts";
import type { ServedServer } from "./serve-server.ts";
import { serveServer } from "./serve-server.ts";

let server: Server<unknown> | undefined;
let served: ServedServer | undefined;

/** Loads the user's file and serves its server. */
async function load({ path, name, written, token }: Extract<ToServerProcess, { dev: "load" }>) {
  try {
    const imported = await importServer({ path, name }, written);
    server = imported.server;
    served = await serveServer(imported, token);
  } catch (error) {
    const isOfFile = !MortiseError.is(error) && error instanceof Error && error.cause !== undefined;
    post({ dev: "failed", error: describeThrown(isOfFile ? error.cause : error) });
    return;
  }
  const identity = JSON.stringify(coreOf(server).initializeResult(false, LATEST_LEGACY_REVISION));
  post({ dev: "ready", port: served.port, routes: served.routes, identity });
  // Callers with other rights may see other lists; those of an anonymous one are compared.
  const { readContract } = await import("@mortise/testing");
  await readContract(server).then(
    (contract) => post({ dev: "contract", contract }),
    (error) => {
      const { message, stack } = describeThrown(error);
      const text = `The lists of the server cannot be compared: ${message}`;
      post({ dev: "log", source: "exception", level: "warning", text, stack });
      post({ dev: "contract" });
    },
  );
}

/** Announces changed lists to the clients of every process of the server. */
async function announce(
  changed: Server<unknown>,
  lists: Extract<ToServerProcess, { dev: "announce" }>["lists"],
): Promise<void> {
  for (const list of lists) coreOf(changed).subscriptions.listChanged(list);
  await new Promise((resolve) => setImmediate(resolve));
  // Answered after the messages that were sent before.
  await changed.backplane.values.get("mortise-dev").catch(() => undefined);
  post({ dev: "announced" });
}

/** Answers a request about tasks. */
async function operate(
  owner: Server<unknown>,
  { number, name, input }: Extract<ToServerProcess, { dev: "operate" }>,
): Promise<void> {
  try {
    post({ dev: "operated", number, value: await operateTasks(owner, name, input) });
  } catch (error) {
    post({ dev: "operated", number, error: describeThrown(error) });
  }
}

const exit: typeof process.exit = process.exit.bind(process);

async function retire(): Promise<void> {
  await served?.close().catch((error: unknown) => {
    const { message, stack } = describeThrown(error);
    post({ dev: "log", source: "exception", level: "error", text: message, stack });
  });
  exit(0);
}

/** Ctrl+C reaches this process too, which the supervisor ends once its requests are answered. */
function leaveSignalsToSupervisor(): void {
  for (const signal of ["SIGINT", "SIGHUP"] as const) process.on(signal, () => undefined);
}

/** Reports how the process ends, before it does. */
function reportEnd(): void {
  process.on("unhandledRejection", (reason) => {
    const { message, stack } = describeThrown(reason);
    const text = `Unhandled promise rejection: ${message}`;
    post({ dev: "log", source: "exception", level: "error", text, stack });
  });
  process.on("uncaughtException", (error) => {
    const ending = { dev: "ending", error: describeThrown(error) };
    if (process.connected) process.send?.(ending, undefined, undefined, () => exit(1));
    else exit(1);
  });
  process.exit = (code) => {
    const { stack } = describeThrown(new Error());
    post({ dev: "ending", error: { message: `process.exit(${code ?? ""}) was called`, stack } });
    exit(code);
  };
}

/** Waits for the supervisor, with the libraries of the user's file loaded. */
async function run([, , path = "", ...libraries]: readonly string[]): Promise<void> {
  leaveSignalsToSupervisor();
  reportEnd();
  process.on("message", (message: ToServerProcess) => {
    if (message.dev === "load") void load(message);
    else if (message.dev === "retire") void retire();
    else if (message.dev === "announce" && server) void announce(server, message.lists);
    else if (message.dev === "operate" && server) void operate(server, message);
  });
  sendOutput();
  await loadAhead(pathToFileURL(path).href, libraries);
  reportModules();
  reportListeners();
  endWithSupervisor(exit);
  post({ dev: "waiting" });
  // Not needed until a version serves, so that nothing waits for it.
  await import("@mortise/testing");
}

// Without a supervisor there is nothing to serve.
if (process.send !== undefined) await run(process.argv);
