import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import type { Answers, Question, ReadyMessage } from "../server/control.ts";
import { ask, nextMessage } from "./ask.ts";

/** Keeps contenders from reporting to their vendors. */
const environment = {
  NODE_ENV: "production",
  MASTRA_TELEMETRY_DISABLED: "1",
  MCP_USE_ANONYMIZED_TELEMETRY: "false",
};

/** A fixture in a process of its own, with a channel for questions and its standard streams. */
export class FixtureProcess {
  readonly #child: ChildProcess;
  /** The last output of the fixture on stderr: banners, warnings, or the reason of a failure. */
  #said = "";
  ready: ReadyMessage = {};

  private constructor(child: ChildProcess) {
    this.#child = child;
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.#said = (this.#said + text).slice(-2000);
    });
  }

  /** Starts a fixture and waits until it is ready; `flags` are Node's. */
  static async start(
    fixture: URL,
    args: readonly string[],
    flags: readonly string[] = [],
  ): Promise<FixtureProcess> {
    const child = spawn(process.execPath, [...flags, fileURLToPath(fixture), ...args], {
      stdio: ["pipe", "pipe", "pipe", "ipc"],
      env: { ...process.env, ...environment },
    });
    const started = new FixtureProcess(child);
    await started.explain(async () => {
      started.ready = await nextMessage<ReadyMessage>(child, 120_000);
    });
    return started;
  }

  /** The fixture's standard input and output. */
  get streams(): { input: Writable; output: Readable } {
    const { stdin, stdout } = this.#child;
    if (!stdin || !stdout) throw new Error("A fixture was started without pipes.");
    return { input: stdin, output: stdout };
  }

  /** The fixture's process. */
  get pid(): number {
    const { pid } = this.#child;
    if (pid === undefined) throw new Error("A fixture was not started.");
    return pid;
  }

  /** Asks a question that every fixture answers. */
  async ask<Asked extends Question>(question: Asked): Promise<Answers[Asked]> {
    return await this.request(question);
  }

  /** Asks a question that only this kind of fixture answers. */
  async request<Answer>(question: object | string): Promise<Answer> {
    return await this.explain(() => ask<Answer>(this.#child, question));
  }

  /** Runs `work`, and adds the fixture's output on stderr to its errors. */
  async explain<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (cause) {
      throw new Error(`${String(cause)}\n${this.#said}`, { cause });
    }
  }

  /** Ends the process at once and waits for it. */
  async stop(): Promise<void> {
    if (this.#isOver) return;
    const exited = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await exited;
  }

  /** Lets the process end by itself, which writes its profile if it keeps one. */
  async end(): Promise<void> {
    if (this.#isOver) return;
    const exited = once(this.#child, "exit");
    if (this.#child.connected) this.#child.disconnect();
    await exited;
  }

  get #isOver(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }
}
