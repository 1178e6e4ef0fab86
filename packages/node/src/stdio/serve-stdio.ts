import type { Duration, Principal, Tap, Telemetry } from "@mortise/protocol";
import { openTap, parseDuration } from "@mortise/protocol";
import type { Server } from "@mortise/server";
import type { StoredResponse } from "@mortise/server/internal";
import { Connection, coreOf } from "@mortise/server/internal";
import { LineReader } from "../process/line-reader.ts";
import { tapLines } from "../process/line-tap.ts";
import { guardStdout } from "./guard-stdout.ts";
import { tolerateLostStderr } from "./lost-stderr.ts";

/** A longer message is dropped; a client that needs more sends links instead. */
const MAX_MESSAGE_BYTES = 64 * 1024 * 1024;
/** How long requests that were given up may take to be answered so. */
const ABANDON_MS = 20;

/** How a server is served on standard input and output. */
export interface StdioOptions {
  /**
   * The caller, as handlers find it on `ctx.auth`, such as the owner of a token in the environment.
   * Default: an anonymous caller (2026-07-28, Authorization: stdio has no authorization of its own).
   */
  readonly principal?: Principal | undefined;
  /** Receives each line that crosses standard input and output. Default: none. */
  readonly tap?: Tap | undefined;
  /** Observes requests. Default: the server's own telemetry. */
  readonly telemetry?: Telemetry | undefined;
  /**
   * How long running requests may finish after the client has closed the input, and after
   * {@link ServingStdio.close}; the rest are answered with an error then. Default `"5s"`.
   */
  readonly grace?: Duration | undefined;
}

/** A server that is served on standard input and output. */
export interface ServingStdio {
  /** Resolves when the client has closed the input and running requests are answered. */
  readonly done: Promise<void>;
  /**
   * Ends subscriptions, refuses new requests, and lets running ones finish within the grace period;
   * without one if the client has closed the input, because it waits for nothing but the end.
   */
  close(): void;
}

/**
 * Serves one client on this process's standard streams (2026-07-28, stdio).
 *
 * Nothing but the protocol reaches standard output: what other code writes there goes to standard
 * error.
 */
export function serveStdio(server: Server<unknown>, options: StdioOptions = {}): ServingStdio {
  const { principal, tap, telemetry } = options;
  const grace = parseDuration(options.grace ?? "5s", "grace");
  const core = coreOf(server);
  const clock = core.clock;
  const guard = guardStdout((message) => server.log({ level: "warning", message }));
  const tapped = tap && tapLines(openTap(tap, { side: "server", transport: "stdio", clock })());
  const write = tapped
    ? (data: string | Uint8Array): void => {
        tapped.sent.push(data);
        guard.write(data);
      }
    : guard.write;
  const connection = new Connection(core, createWriter(write), {
    transport: "stdio",
    principal,
    telemetry,
  });
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
    guard.release();
    tapped?.received.end();
    // The empty write comes after everything that has been written but not flushed.
    process.stdout.write("", () => {
      tapped?.sent.end();
      resolve();
    });
  };
  const read = (chunk: Buffer): void => {
    tapped?.received.push(chunk);
    for (const line of reader.read(chunk)) connection.receiveText(line);
  };
  const abandon = (): void => {
    connection.abandon();
    clock.schedule(ABANDON_MS, finish);
  };
  const finishWithin = (milliseconds: number): void => {
    const cancel = clock.schedule(milliseconds, abandon);
    void connection.drain().finally(() => {
      cancel();
      finish();
    });
  };
  let hasEnded = false;
  process.stdin.on("data", read);
  process.stdin.once("end", () => {
    hasEnded = true;
    for (const line of reader.end()) connection.receiveText(line);
    tapped?.received.end();
    finishWithin(grace);
  });
  // The client has closed the output, so that no answer can reach it.
  process.stdout.on("error", finish);
  tolerateLostStderr();
  const unregister = core.onClose(() => {
    close();
    return done;
  });
  const close = (): void => {
    // 2026-07-28, Subscriptions, Graceful Closure: their results go out before the output ends.
    connection.stop();
    finishWithin(hasEnded ? 0 : grace);
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
