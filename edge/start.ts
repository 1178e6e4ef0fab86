import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Command } from "./runtimes.ts";

/** A runtime that serves `edge/server`. */
export interface Serving extends AsyncDisposable {
  /** The URL of a server: of `plain.ts`, or of `cases.ts`. */
  url(server: "plain" | "cases"): string;
  /** Everything that the process wrote. */
  readonly output: () => string;
}

/** A start ends with an event; this only ends one that hangs, on the slowest machine. */
const LIMIT_MS = 300_000;
const SOCKETS = 2;

/** Starts a server, and resolves when all its sockets listen. */
export async function startServing({ program, args }: Command): Promise<Serving> {
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
  const exited = once(child, "exit");
  const ports = new Map<string, number>();
  let output = "";
  const ready = Promise.withResolvers<void>();
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  createInterface(child.stdout).on("line", (line) => {
    output += `${line}\n`;
    if (!line.startsWith('{"event":"listen"')) return;
    const { socket, port } = JSON.parse(line) as { socket: string; port: number };
    ports.set(socket, port);
    if (ports.size === SOCKETS) ready.resolve();
  });
  child.on("error", ready.reject);
  child.on("exit", (code) => ready.reject(new Error(`It ended with ${code}:\n${output}`)));
  const timer = setTimeout(
    () => ready.reject(new Error(`It never listened:\n${output}`)),
    LIMIT_MS,
  );
  await ready.promise
    .finally(() => clearTimeout(timer))
    .catch((error: unknown) => {
      child.kill("SIGKILL");
      throw error;
    });
  return {
    url: (server) => `http://127.0.0.1:${ports.get(server)}/mcp`,
    output: () => output,
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await exited;
    },
  };
}

/** Runs a program to its end, and returns the lines of its standard output. */
export async function readLines({ program, args }: Command): Promise<readonly string[]> {
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "inherit"], timeout: LIMIT_MS });
  const closed = once(child, "close");
  const lines: string[] = [];
  for await (const line of createInterface(child.stdout)) lines.push(line);
  const [code] = await closed;
  if (code !== 0) throw new Error(`It ended with ${code}, after:\n${lines.join("\n")}`);
  return lines;
}
