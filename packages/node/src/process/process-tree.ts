import type { ChildProcess } from "node:child_process";
import { spawn, spawnSync } from "node:child_process";
import { endWithProcess } from "./end-with-process.ts";

const isWindows = process.platform === "win32";

/**
 * The settings of a process that leads a tree: a group of its own on POSIX. On Windows the system keeps
 * the tree itself, and a detached process would get a window.
 */
export const LEADS_TREE: { readonly detached: boolean } = { detached: !isWindows };

/**
 * A process and all that it has started: a server is often the grandchild of a launcher such as `npx` or
 * a shell, which ends without it.
 *
 * When this process ends, by itself or by a signal, the tree is asked to end too.
 */
export class ProcessTree {
  readonly #leader: ChildProcess;
  readonly #forget: () => void;

  constructor(leader: ChildProcess) {
    this.#leader = leader;
    this.#forget = endWithProcess({
      pass: (signal) => this.#pass(signal),
      end: () => this.#end(),
    });
  }

  /** Sends a signal to every process of the tree; Windows knows no signals, and ends them all. */
  signal(signal: "SIGTERM" | "SIGKILL"): void {
    const { pid } = this.#leader;
    if (pid === undefined) return;
    if (!isWindows) {
      signalGroup(pid, signal);
      return;
    }
    const killer = spawn("taskkill", toTaskKill(pid), { stdio: "ignore", windowsHide: true });
    killer.on("error", () => this.#leader.kill(signal));
  }

  /** Whether a process of the tree is left; on Windows that cannot be seen once its leader is gone. */
  get isAlive(): boolean {
    const { pid } = this.#leader;
    return pid !== undefined && !isWindows && signalGroup(pid, 0);
  }

  /** Leaves what is left of the tree alone from now on. */
  release(): void {
    this.#forget();
  }

  #pass(signal: NodeJS.Signals): void {
    const { pid } = this.#leader;
    if (pid !== undefined) signalGroup(pid, signal);
  }

  #end(): void {
    const { pid } = this.#leader;
    if (pid === undefined) return;
    if (isWindows) spawnSync("taskkill", toTaskKill(pid), { stdio: "ignore", windowsHide: true });
    else signalGroup(pid, "SIGTERM");
  }
}

function toTaskKill(pid: number): string[] {
  return ["/pid", String(pid), "/T", "/F"];
}

/** Returns whether the group has a process. */
function signalGroup(leader: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-leader, signal);
    return true;
  } catch (error) {
    // A process that changed its user may not be signalled, and is there all the same.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
