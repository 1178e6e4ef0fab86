import type { ChildProcess } from "node:child_process";
import { fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";

/** Processes that are started all the time find their modules compiled, and their types stripped. */
const NODE_COMPILE_CACHE = fileURLToPath(
  new URL("../node_modules/.cache/mortise-compiled", import.meta.url),
);
const env = { ...process.env, NODE_COMPILE_CACHE };

/** Workers that are left when one is killed. */
const KEPT = 2;

/** The settings of a worker process. */
export interface WorkerSettings {
  readonly url: string;
  /** The path of the diary. */
  readonly diary: string;
  readonly leaseMs: number;
  readonly parkAfterMs: number;
  /** Milliseconds by which its clock is wrong. */
  readonly skewMs: number;
}

/** Worker processes, each replaced at once when it ends. */
export class Workers implements AsyncDisposable {
  readonly #settings: readonly WorkerSettings[];
  readonly #children: ChildProcess[] = [];
  /** Those that have begun to work, and may be killed. */
  readonly #working = new Set<ChildProcess>();
  #isClosed = false;
  /** Processes that were killed. */
  kills = 0;
  /** Processes that ended by themselves, which none may. */
  readonly failures: string[] = [];

  constructor(settings: readonly WorkerSettings[]) {
    this.#settings = settings;
    for (const index of settings.keys()) this.#start(index);
  }

  /** Kills one that works, at random; a machine that is busy keeps two, or nothing would be done. */
  killOne(): void {
    const working = [...this.#working];
    if (working.length <= KEPT) return;
    const child = working[Math.floor(Math.random() * working.length)];
    if (child?.kill("SIGKILL")) this.kills += 1;
  }

  /** Stops one for a while without ending it. */
  async freezeOne(milliseconds: number): Promise<void> {
    let [child] = this.#working;
    for (; !child && !this.#isClosed; [child] = this.#working) await pause(20);
    if (!child) return;
    this.#working.delete(child);
    child.kill("SIGSTOP");
    await pause(milliseconds);
    child.kill("SIGCONT");
    // It finds out that its tasks are another's before it may be killed.
    await pause(1_000);
    this.#working.add(child);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    await Promise.all(
      this.#children.map(async (child) => {
        const ended = once(child, "exit");
        if (child.exitCode === null && child.signalCode === null && child.kill("SIGKILL"))
          await ended;
      }),
    );
  }

  #start(index: number): void {
    if (this.#isClosed) return;
    const child = fork(
      new URL("./worker-process.ts", import.meta.url),
      [JSON.stringify(this.#settings[index])],
      { env, execArgv: ["--no-warnings"], stdio: ["ignore", "ignore", "inherit", "ipc"] },
    );
    this.#children[index] = child;
    child.once("message", () => this.#working.add(child));
    child.once("exit", (code) => {
      this.#working.delete(child);
      if (code !== null && !this.#isClosed) {
        this.failures.push(`process ${child.pid} ended with ${code}; its output says why`);
      }
      this.#start(index);
    });
  }
}
