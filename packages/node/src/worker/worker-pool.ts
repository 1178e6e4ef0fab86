import type { Worker } from "node:cluster";
import cluster from "node:cluster";
import type { Backplane } from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";
import { hostBackplane } from "./backplane-host.ts";
import { ipcChannel } from "./channel.ts";
import type { WorkerMessage } from "./message.ts";
import { isWorkerMessage } from "./message.ts";
import { RestartPolicy } from "./restart-policy.ts";

/** Marks, in its environment, a worker that we forked. */
export const WORKER_VARIABLE = "MORTISE_WORKER";

export interface WorkerPoolOptions {
  readonly count: number;
  /** What workers share. */
  readonly backplane: Backplane;
  /** Variables that workers have besides those of this process. */
  readonly environment: Readonly<Record<string, string>>;
  /** Milliseconds that workers have to end before they are killed. */
  readonly patience: number;
  /** Tells people, in a line. */
  readonly report: (message: string) => void;
}

/** Where workers take requests. */
export interface Place {
  readonly url: string;
  readonly isLoopback: boolean;
}

/** A worker from its start to its end. */
interface Running {
  readonly worker: Worker;
  /** Resolves when it takes requests; rejects when it never will. */
  readonly listening: Promise<void>;
  /** Resolves, when it has ended, with how. */
  readonly ended: Promise<string>;
}

/** The workers of this process: as many as there should be, while that can be. */
export class WorkerPool {
  /** Settles when too many workers have died, and the rest have ended. */
  readonly failed: Promise<void>;
  readonly #options: WorkerPoolOptions;
  readonly #policy: RestartPolicy;
  readonly #running = new Set<Running>();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #giveUp: () => void;
  #place: Place | undefined;
  #closing: Promise<void> | undefined;

  constructor(options: WorkerPoolOptions) {
    this.#options = options;
    this.#policy = new RestartPolicy(options.count);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.failed = promise;
    this.#giveUp = resolve;
  }

  /** Where the workers take requests; `undefined` until they do. */
  get place(): Place | undefined {
    return this.#place;
  }

  /**
   * Starts the workers and resolves when all of them take requests.
   *
   * The first goes ahead, so that what is wrong is said once. Rejects with MortiseError: what the
   * worker failed with, or `SERVER_EXITED` when it ended without a word.
   */
  async start(): Promise<void> {
    const { count } = this.#options;
    try {
      await this.#fork().listening;
      await Promise.all(Array.from({ length: count - 1 }, () => this.#fork().listening));
    } catch (error) {
      await this.close();
      throw error;
    }
    for (const running of this.#running) this.#watch(running);
  }

  /** Lets the workers finish what they are doing, and resolves when they have ended. */
  close(): Promise<void> {
    this.#closing ??= this.#stop();
    return this.#closing;
  }

  #fork(): Running {
    const worker = cluster.fork({ ...this.#options.environment, [WORKER_VARIABLE]: "1" });
    const leave = hostBackplane(this.#options.backplane, ipcChannel(worker.process));
    const { promise: listening, resolve, reject } = Promise.withResolvers<void>();
    const { promise: ended, resolve: end } = Promise.withResolvers<string>();
    const running = { worker, listening, ended };
    this.#running.add(running);
    worker.on("message", (message: unknown) => {
      if (!isWorkerMessage(message)) return;
      if (message.mortise === "failed") {
        const { code, message: reason } = message.error;
        reject(new MortiseError(code, reason));
      }
      if (message.mortise !== "listening") return;
      this.#place = { url: message.url, isLoopback: message.isLoopback };
      // It could not be asked to stop before.
      if (this.#closing !== undefined) askToStop(worker);
      resolve();
    });
    worker.once("exit", (code: number | null, signal: string | null) => {
      end(signal ?? `exit code ${code}`);
    });
    worker.on("error", (error: Error) => {
      // A process that never was does not exit either.
      if (worker.process.pid === undefined) end(error.message);
    });
    void ended.then((how) => {
      leave();
      this.#running.delete(running);
      reject(endedEarly(how));
    });
    // Whoever does not wait for it hears of its end.
    listening.catch(() => undefined);
    return running;
  }

  #watch({ worker, ended }: Running): void {
    void ended.then((how) => this.#replace(`Worker ${worker.process.pid} ended (${how})`));
  }

  #replace(what: string): void {
    if (this.#closing !== undefined) return;
    const { report } = this.#options;
    const wait = this.#policy.next();
    if (wait === undefined) {
      report(
        `error ${what}; more than ${this.#policy.limit} did so within a minute, and the server stops. What the workers wrote above says why`,
      );
      void this.close().then(this.#giveUp);
      return;
    }
    report(`${what}; another starts`);
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#forkAgain();
    }, wait);
    this.#timers.add(timer);
  }

  #forkAgain(): void {
    const before = this.#place?.url;
    const running = this.#fork();
    this.#watch(running);
    void running.listening.then(
      () => {
        const url = this.#place?.url;
        if (url !== before) this.#options.report(`The workers listen on ${url} now`);
      },
      () => undefined,
    );
  }

  async #stop(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
    for (const { worker } of this.#running) askToStop(worker);
    const killer = setTimeout(() => {
      for (const { worker } of this.#running) worker.process.kill("SIGKILL");
    }, this.#options.patience);
    await Promise.all([...this.#running].map(({ ended }) => ended));
    clearTimeout(killer);
  }
}

function askToStop(worker: Worker): void {
  const stop: WorkerMessage = { mortise: "stop" };
  if (worker.isConnected()) ipcChannel(worker.process).post(stop);
  else worker.process.kill("SIGTERM");
}

function endedEarly(how: string): MortiseError {
  return new MortiseError(
    "SERVER_EXITED",
    `A worker ended (${how}) before it listened; what it wrote above says why. Does the file call serve with workers whenever it runs?`,
  );
}

/** Makes the error for a second server with workers in one process. */
export function servedAlready(): MortiseError {
  return new MortiseError(
    "INVALID_OPTION",
    "This process serves with workers already, and each of them runs the whole file; serve the second server from a file of its own",
  );
}
