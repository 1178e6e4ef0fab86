import { appendFileSync, existsSync, readFileSync } from "node:fs";

/** An event of the work of a task, as the process that did it wrote it down. */
export interface Entry {
  /** Nanoseconds of the machine's steady clock, which its processes share. */
  readonly at: bigint;
  /** The process that wrote it. */
  readonly pid: number;
  readonly task: string;
  readonly event: "start" | "begin" | "recorded";
  readonly attempt: number;
  /** The name of the step, for `begin` and `recorded`. */
  readonly step: string;
  /** Made by the step; its record has it. */
  readonly token: string;
}

/** Events are appended at once, so that a process that is killed has written what it did. */
export class Diary {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  write({ task, event, attempt, step, token }: Omit<Entry, "at" | "pid">): void {
    const at = process.hrtime.bigint();
    appendFileSync(
      this.#path,
      `${[at, process.pid, task, event, attempt, step, token].join(" ")}\n`,
    );
  }

  /** Returns the events in their order. */
  read(): readonly Entry[] {
    if (!existsSync(this.#path)) return [];
    const lines = readFileSync(this.#path, "utf8").split("\n").slice(0, -1);
    return lines
      .map((line) => {
        const [at = "0", pid, task = "", event, attempt, step = "", token = ""] = line.split(" ");
        return {
          at: BigInt(at),
          pid: Number(pid),
          task,
          event: event as Entry["event"],
          attempt: Number(attempt),
          step,
          token,
        };
      })
      .sort((one, other) => (one.at < other.at ? -1 : 1));
  }
}
