import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { SUITE } from "./suite.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** Milliseconds after which a leg hangs; it takes ten seconds on an idle machine, minutes on a busy one. */
const LIMIT_MS = 1_200_000;

const children = new Set<ChildProcess>();

// The processes that this one started end with it.
process.once("exit", () => {
  for (const child of children) kill(child);
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.once(signal, () => process.exit(130));
}

/** A fixture server in a process of its own. */
export interface FixtureServer extends Disposable {
  readonly url: string;
}

/** Starts `conformance/server.ts` on a free port. */
export async function startServer(): Promise<FixtureServer> {
  const child = spawn(process.execPath, [join(ROOT, "conformance/server.ts"), "0"], {
    cwd: ROOT,
    detached: true,
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  children.add(child);
  const [message] = (await Promise.race([
    once(child, "message", { signal: AbortSignal.timeout(LIMIT_MS) }),
    once(child, "exit").then(([code]) => {
      throw new Error(`The fixture server ended with ${code} before it listened`);
    }),
  ])) as [{ readonly url: string }];
  return { url: message.url, [Symbol.dispose]: () => kill(child) };
}

/** Runs the suite's command and resolves when it has ended; its output goes to `log`. */
export async function runSuite(args: readonly string[], log: string): Promise<void> {
  const output = createWriteStream(log, { flags: "a" });
  const child = spawn(process.execPath, [SUITE, ...args], {
    cwd: ROOT,
    // The suite starts clients as `node`, which must be this executable and not the system's.
    env: { ...process.env, PATH: `${dirname(process.execPath)}:${process.env["PATH"]}` },
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  children.add(child);
  child.stdout.pipe(output, { end: false });
  child.stderr.pipe(output, { end: false });
  const timer = setTimeout(() => kill(child), LIMIT_MS);
  await once(child, "close");
  clearTimeout(timer);
  // A client that the suite abandoned outlives it, in the same process group.
  kill(child);
  output.end();
}

function kill(child: ChildProcess): void {
  children.delete(child);
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // The whole group has ended already.
  }
}
