import { spawn } from "node:child_process";
import { once } from "node:events";
import process from "node:process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const PROGRAM = fileURLToPath(new URL("server.ts", import.meta.url));

/** A server in a process of its own. */
export interface RunningServer {
  readonly pid: number;
  readonly port: number;
  /** Ends the process as `kill -9` does: it has no time to say or store anything. */
  kill(): Promise<void>;
}

/**
 * Starts the server and resolves when it listens; `onLine` receives each line that it prints.
 *
 * @throws Error when it ends before; `onLine` has received the reason.
 */
export async function startServer(
  env: Readonly<Record<string, string>>,
  onLine: (line: string) => void,
): Promise<RunningServer> {
  const child = spawn(process.execPath, [PROGRAM, "--http", "0"], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const exited = once(child, "exit");
  const listening = Promise.withResolvers<string>();
  createInterface({ input: child.stderr }).on("line", (line) => {
    const url = /listens on (\S+)$/.exec(line)?.[1];
    if (url === undefined) onLine(line);
    else listening.resolve(url);
  });
  const ended = exited.then(() => {
    throw new Error("The server ended before it listened");
  });
  return {
    port: Number(new URL(await Promise.race([listening.promise, ended])).port),
    pid: Number(child.pid),
    kill: async () => {
      child.kill("SIGKILL");
      await exited;
    },
  };
}
