import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";

/** The unit in which Linux counts processor time, in milliseconds. */
const TICK_MS = 10;

/** A command that runs, with its output. */
export class Program implements AsyncDisposable {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #looks = new Set<() => void>();
  #output = "";

  constructor(args: readonly string[], env: Readonly<Record<string, string>>, cwd: string) {
    this.#child = spawn(process.execPath, args, {
      cwd,
      env: { ...process.env, CI: "1", ...env },
      stdio: "pipe",
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        this.#output += text;
        for (const look of this.#looks) look();
      });
    }
  }

  /** Resolves with what `find` finds in the output; rejects when the command ends before. */
  until<Found>(find: (output: string) => Found | undefined): Promise<Found> {
    const { promise, resolve, reject } = Promise.withResolvers<Found>();
    const look = (): void => {
      const found = find(this.#output);
      if (found !== undefined) resolve(found);
    };
    this.#looks.add(look);
    this.#child.once("exit", (code) =>
      reject(new Error(`It ended with ${code}: ${this.#output.slice(-500)}`)),
    );
    look();
    return promise.finally(() => this.#looks.delete(look));
  }

  /** The processor time of the command and of the processes that it started, in milliseconds. */
  processorTime(): number {
    const { pid } = this.#child;
    return pid === undefined ? 0 : timeOf(pid);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.kill("SIGINT");
    await once(this.#child, "exit");
  }
}

/** The time of a process, of its children that run, and of those that ended. */
function timeOf(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
    // utime, stime, cutime and cstime (proc_pid_stat(5)), counted from the state.
    const own = fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) * TICK_MS;
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ");
    return children.reduce((sum, child) => sum + (child === "" ? 0 : timeOf(Number(child))), own);
  } catch {
    return 0;
  }
}
