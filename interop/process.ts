import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import type { Reach } from "./reach.ts";

/** A program of others that listens on a port. */
export interface Listening extends AsyncDisposable {
  readonly url: string;
}

type StdioReach = Reach & { readonly transport: "stdio" };

/** A start ends with an event; this only ends one that hangs, on the slowest machine. */
const LIMIT_MS = 300_000;
const LOOK_EVERY_MS = 50;

/** Starts a program that writes its URL among lines of others; `readUrl` takes it from its line. */
export async function startPrinting(
  { command, args, env }: StdioReach,
  readUrl = (line: string): string | undefined => (line.startsWith("http://") ? line : undefined),
): Promise<Listening> {
  const child = spawn(command, args, {
    stdio: ["ignore", "pipe", "ignore"],
    env: { ...process.env, ...env },
  });
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  createInterface(child.stdout).on("line", (line) => {
    const url = readUrl(line);
    if (url !== undefined) resolve(url);
  });
  child.on("exit", (code) => reject(new Error(`${args[0]} ended with ${code} before it listened`)));
  const timer = setTimeout(() => reject(new Error(`${args[0]} never listened`)), LIMIT_MS);
  try {
    return { url: await promise, [Symbol.asyncDispose]: () => end(child) };
  } catch (error) {
    await end(child);
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** Starts a program that listens on a port which its arguments name, and waits until it does. */
export async function startListening(
  { command, args, env }: StdioReach,
  port: number,
  path: string,
): Promise<Listening> {
  const child = spawn(command, args, { stdio: "ignore", env: { ...process.env, ...env } });
  const deadline = Date.now() + LIMIT_MS;
  while (!(await answers(port))) {
    const hasEnded = child.exitCode !== null;
    if (hasEnded || Date.now() > deadline) {
      await end(child);
      throw new Error(`${args[0]} does not listen on ${port}${hasEnded ? "; it has ended" : ""}`);
    }
    await pause(LOOK_EVERY_MS);
  }
  return { url: `http://127.0.0.1:${port}${path}`, [Symbol.asyncDispose]: () => end(child) };
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

async function end(child: ReturnType<typeof spawn>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill("SIGKILL");
  await exited;
}
