import type { ChildProcess } from "node:child_process";
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Setting } from "../server/control.ts";
import { ask } from "./ask.ts";
import type { Method } from "./message.ts";
import type { Sample } from "./server-process.ts";

/** A job of the load generator, which does one at a time. */
export type Job =
  | { kind: "start"; contender: string; setting: Setting }
  | { kind: "warm"; contender: string; method: Method; least: number; most: number }
  | { kind: "measure"; contender: string; method: Method; requests: number }
  | { kind: "stop" };

/** The answer to a job: its result, or the reason of its failure. */
export type JobAnswer = { result: unknown } | { failure: string };

/** The load generator in a process of its own, so that it shares no event loop with anything. */
export class LoadProcess implements AsyncDisposable {
  readonly #child: ChildProcess = fork(fileURLToPath(new URL("./worker.ts", import.meta.url)), [], {
    stdio: "inherit",
  });

  /** Starts a contender's fixture server. */
  async start(contender: string, setting: Setting): Promise<void> {
    await this.#ask({ kind: "start", contender, setting });
  }

  /** Warms a server up for one method; returns requests a second. */
  async warm(contender: string, method: Method, least: number, most: number): Promise<number> {
    return (await this.#ask({ kind: "warm", contender, method, least, most })) as number;
  }

  /** Measures a number of requests. */
  async measure(contender: string, method: Method, requests: number): Promise<Sample> {
    return (await this.#ask({ kind: "measure", contender, method, requests })) as Sample;
  }

  /** Ends the servers, then the load generator. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null) return;
    await this.#ask({ kind: "stop" });
    const exited = once(this.#child, "exit");
    this.#child.disconnect();
    await exited;
  }

  async #ask(job: Job): Promise<unknown> {
    const answer = await ask<JobAnswer>(this.#child, job);
    if ("failure" in answer) throw new Error(answer.failure);
    return answer.result;
  }
}
