import { spawn } from "node:child_process";
import { once } from "node:events";
import process from "node:process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** A program of this folder that serves in a process of its own. */
export interface RunningMount extends AsyncDisposable {
  /** The URL of the endpoint. */
  readonly url: string;
  /** Sends SIGTERM, and resolves with the exit code. */
  stop(): Promise<number | null>;
}

/**
 * Runs a program of Node in this folder, and resolves when it has printed where it listens.
 *
 * @throws Error when it ends before.
 */
export async function startMount(file: string, ...args: readonly string[]): Promise<RunningMount> {
  const child = spawn(process.execPath, [file, ...args], {
    cwd: fileURLToPath(new URL(".", import.meta.url)),
    env: { ...process.env, PORT: "0" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(child, "exit");
  const listening = Promise.withResolvers<string>();
  createInterface({ input: child.stdout }).on("line", (line) => {
    const origin = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0];
    if (origin !== undefined) listening.resolve(`${origin}/api/mcp`);
  });
  exited.then(() => listening.reject(new Error(`${file} ended before it listened`)));
  return {
    url: await listening.promise,
    stop: async () => {
      child.kill("SIGTERM");
      return (await exited)[0];
    },
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGKILL");
      await exited;
    },
  };
}
