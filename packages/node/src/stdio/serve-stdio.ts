import type { Telemetry } from "@mortise/protocol";
import type { Server } from "@mortise/server";
import type { StoredResponse } from "@mortise/server/internal";
import { Connection, coreOf } from "@mortise/server/internal";
import { LineReader } from "../process/line-reader.ts";
import { guardStdout } from "./guard-stdout.ts";

/** A longer message is refused; a client that needs more sends links instead. */
const MAX_MESSAGE_BYTES = 64 * 1024 * 1024;
/** How long running requests may finish once the client has closed our input. */
const GRACE_MS = 5_000;
/** How long the last messages may take on their way to the output. */
const FAREWELL_MS = 20;

/** How a server is served on standard input and output. */
export interface StdioOptions {
  /** Observes requests. Default: the server's own telemetry. */
  readonly telemetry?: Telemetry | undefined;
}

/** A server that is speaking on standard input and output. */
export interface ServingStdio {
  /** Resolves when the client has closed the input and what was running is answered. */
  readonly done: Promise<void>;
  /** Ends subscriptions, cancels what is running and stops reading. */
  close(): void;
}

/**
 * Serves one client on this process's standard streams (2026-07-28, stdio).
 *
 * Nothing but the protocol reaches standard output: what other code writes there goes to standard
 * error.
 */
export function serveStdio(
  server: Server<unknown>,
  { telemetry }: StdioOptions = {},
): ServingStdio {
  const core = coreOf(server);
  const { write, release } = guardStdout((message) => server.log({ level: "warning", message }));
  const connection = new Connection(core, createWriter(write), { transport: "stdio", telemetry });
  const reader = new LineReader(MAX_MESSAGE_BYTES, (error) =>
    server.log({ level: "error", message: `A message was dropped: ${error.message}` }),
  );
  const { promise: done, resolve } = Promise.withResolvers<void>();
  let isFinished = false;
  const finish = (): void => {
    if (isFinished) return;
    isFinished = true;
    unregister();
    process.stdin.off("data", read).pause();
    connection.close();
    release();
    // The empty write comes after everything that has been written but not flushed.
    process.stdout.write("", () => resolve());
  };
  const read = (chunk: Buffer): void => {
    for (const line of reader.read(chunk)) connection.receiveText(line);
  };
  process.stdin.on("data", read);
  process.stdin.once("end", () => {
    const timer = setTimeout(finish, GRACE_MS);
    void connection.drain().finally(() => {
      clearTimeout(timer);
      finish();
    });
  });
  // The client closed our output first: there is nobody left to answer.
  process.stdout.on("error", finish);
  const unregister = core.onClose(() => {
    close();
    return done;
  });
  const close = (): void => {
    // 2026-07-28, Subscriptions, Graceful Closure: their results go out before the output ends.
    connection.endSubscriptions();
    setTimeout(finish, FAREWELL_MS);
  };
  return { done, close };
}

/** Below this, joining text and encoding it costs less than writes of their own. */
const WORTH_KEEPING = 16_384;

/** Joins the messages of one turn into one write; stored results go out as they are kept. */
function createWriter(
  write: (data: string | Uint8Array) => void,
): (message: string | StoredResponse) => void {
  let pending = "";
  const flush = (): void => {
    const text = pending;
    pending = "";
    if (text !== "") write(text);
  };
  return (message) => {
    if (pending === "") queueMicrotask(flush);
    if (typeof message === "string" || message.result.text.length < WORTH_KEEPING) {
      pending += `${message}\n`;
      return;
    }
    pending += message.head;
    flush();
    write(message.result.bytes);
    pending = "}\n";
    queueMicrotask(flush);
  };
}
