import type { Worker } from "node:cluster";
import cluster from "node:cluster";
import type { Backplane, Clock } from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";
import { hostBackplane } from "./backplane-host.ts";
import { ipcChannel } from "./channel.ts";
import type { WorkerMessage } from "./message.ts";
import { isWorkerMessage } from "./message.ts";
import { RestartPolicy } from "./restart-policy.ts";
import { WORKER_VARIABLE } from "./worker-role.ts";

/** Settings of a {@link WorkerPool}. */
export interface WorkerPoolOptions {
  /** How many workers run. */
  readonly count: number;
  /** The state that workers share. */
  readonly backplane: Backplane;
  /** Environment variables of workers, beside those of this process. */
  readonly environment: Readonly<Record<string, string>>;
  /** How long workers may take to exit before they are killed, in milliseconds. */
  readonly exitTimeoutMs: number;
  /** Writes a line for the operator. */
  readonly report: (message: string) => void;
  /** Measures restarts and exits. */
  readonly clock: Clock;
}

/** Where workers take requests. */
export interface Place {
  readonly url: string;
  readonly isLoopback: boolean;
}

/** A worker from its start to its exit. */
interface Running {
  readonly worker: Worker;
  /** Resolves when the worker takes requests; rejects when it exits first. */
  readonly listening: Promise<void>;
  /** Resolves with `code 1` or the name of a signal. */
  readonly exited: Promise<string>;
}

/** Keeps a number of workers running, and replaces those that exit. */
export class WorkerPool {
  /** Resolves when too many workers have exited and the others have stopped. */
  readonly failed: Promise<void>;
  readonly #options: WorkerPoolOptions;
  readonly #policy: RestartPolicy;
  readonly #running = new Set<Running>();
  /** Cancel the restarts that are due. */
  readonly #restarts = new Set<() => void>();
  readonly #giveUp: () => void;
  #place: Place | undefined;
  #closing: Promise<void> | undefined;

  constructor(options: WorkerPoolOptions) {
    this.#options = options;
    this.#policy = new RestartPolicy(options.count, options.clock);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.failed = promise;
    this.#giveUp = resolve;
  }

  /** Where the workers take requests; `undefined` before the first one does. */
  get place(): Place | undefined {
    return this.#place;
  }

  /**
   * Starts the workers and resolves when all of them take requests.
   *
   * The first worker starts alone, so that an error is reported once. Rejects with the MortiseError of
   * the worker, or with `SERVER_EXITED` when the worker exited without one.
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

  /** Lets running requests finish, and resolves when the workers have exited. */
  close(): Promise<void> {
    this.#closing ??= this.#stop();
    return this.#closing;
  }

  #fork(): Running {
    const worker = cluster.fork({ ...this.#options.environment, [WORKER_VARIABLE]: "1" });
    const leave = hostBackplane(this.#options.backplane, ipcChannel(worker.process));
    const { promise: listening, resolve, reject } = Promise.withResolvers<void>();
    const { promise: exited, resolve: exit } = Promise.withResolvers<string>();
    const running = { worker, listening, exited };
    this.#running.add(running);
    worker.on("message", (message: unknown) => {
      if (!isWorkerMessage(message)) return;
      if (message.mortise === "failed") {
        const { code, message: reason } = message.error;
        reject(new MortiseError(code, reason));
      }
      if (message.mortise !== "listening") return;
      this.#place = { url: message.url, isLoopback: message.isLoopback };
      // A worker that was starting when the pool closed could not receive the message.
      if (this.#closing !== undefined) askToStop(worker);
      resolve();
    });
    worker.once("exit", (code: number | null, signal: string | null) => {
      exit(signal ?? `code ${code}`);
    });
    worker.on("error", (error: Error) => {
      // A process that could not be started emits no exit.
      if (worker.process.pid === undefined) exit(error.message);
    });
    void exited.then((how) => {
      leave();
      this.#running.delete(running);
      reject(exitedEarly(how));
    });
    // A replacement that exits is reported by `#watch`.
    listening.catch(() => undefined);
    return running;
  }

  #watch({ worker, exited }: Running): void {
    void exited.then((how) => this.#replace(`Worker ${worker.process.pid} exited (${how})`));
  }

  #replace(what: string): void {
    if (this.#closing !== undefined) return;
    const { report } = this.#options;
    const wait = this.#policy.next();
    if (wait === undefined) {
      report(
        `error ${what}; more than ${this.#policy.limit} exited within a minute, and the server stops. See the output of the workers above`,
      );
      void this.close().then(this.#giveUp);
      return;
    }
    report(`${what}; another starts`);
    const cancel = this.#options.clock.schedule(wait, () => {
      this.#restarts.delete(cancel);
      this.#forkAgain();
    });
    this.#restarts.add(cancel);
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
    const { clock, exitTimeoutMs } = this.#options;
    for (const cancel of this.#restarts) cancel();
    for (const { worker } of this.#running) askToStop(worker);
    const cancelKill = clock.schedule(exitTimeoutMs, () => {
      for (const { worker } of this.#running) worker.process.kill("SIGKILL");
    });
    await Promise.all([...this.#running].map(({ exited }) => exited));
    cancelKill();
  }
}

function askToStop(worker: Worker): void {
  const stop: WorkerMessage = { mortise: "stop" };
  if (worker.isConnected()) ipcChannel(worker.process).post(stop);
  else worker.process.kill("SIGTERM");
}

function exitedEarly(how: string): MortiseError {
  return new MortiseError(
    "SERVER_EXITED",
    `Worker exited (${how}) before listening; see its output above. \`serve\` must be called unconditionally at startup.`,
  );
}
