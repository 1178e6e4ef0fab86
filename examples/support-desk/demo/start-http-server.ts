import { spawn } from "node:child_process";
import { once } from "node:events";
import process from "node:process";
import type { ProcessTarget } from "mortise/client";

/** A server of its own process that listens for HTTP. */
export interface HttpServer {
  readonly url: string;
  /** Ends the process. */
  close(): Promise<void>;
}

const CLOSE_LIMIT_MS = 3_000;
const TAIL_LENGTH = 2_000;

/**
 * Starts a server of ours with `--http 0` and resolves when it listens.
 *
 * @throws Error with the end of what it wrote, when it ends first or the signal fires.
 */
export async function startHttpServer(
  { command, args = [], env }: ProcessTarget,
  signal: AbortSignal,
): Promise<HttpServer> {
  const guard = new URL("end-with-parent.ts", import.meta.url).href;
  const child = spawn(command, ["--import", guard, ...args, "--http", "0"], {
    env: { PATH: process.env["PATH"], HOME: process.env["HOME"], ...env },
    stdio: ["pipe", "ignore", "pipe"],
  });
  const exited = once(child, "exit");
  const close = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const timer = setTimeout(() => child.kill("SIGKILL"), CLOSE_LIMIT_MS);
    child.kill("SIGTERM");
    await exited;
    clearTimeout(timer);
  };
  const name = args.at(-1) ?? command;
  try {
    return { url: await readUrl(child.stderr, name, signal), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function readUrl(
  stderr: NodeJS.ReadableStream,
  name: string,
  signal: AbortSignal,
): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let written = "";
  stderr.setEncoding("utf8");
  stderr.on("data", (chunk: string) => {
    written = (written + chunk).slice(-TAIL_LENGTH);
    const url = /listens on (\S+)\n/.exec(written)?.[1];
    if (url !== undefined) resolve(url);
  });
  const fail = (reason: string): void => reject(new Error(`${name} ${reason}:\n${written.trim()}`));
  stderr.on("end", () => fail("ended before it listened"));
  signal.addEventListener("abort", () => fail("was stopped before it listened"), { once: true });
  return promise;
}
