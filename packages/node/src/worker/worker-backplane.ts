import type { Backplane, Clock, StoredEvent } from "@mortise/protocol";
import { MortiseError, systemClock, toLogLine } from "@mortise/protocol";
import { createBackplane, TopicListeners } from "@mortise/protocol/backplane-kit";
import type { Channel } from "./channel.ts";
import type { WireError, WorkerMessage } from "./message.ts";
import { isWorkerMessage } from "./message.ts";

/** How a worker uses the backplane of its primary. */
export interface WorkerBackplaneOptions {
  /** Milliseconds to wait for an answer. Default 5,000. */
  readonly timeoutMs?: number;
  /** Calls that may wait for an answer; more are refused. Default 10,000. */
  readonly maxCalls?: number;
  /** Receives errors that listeners throw. Default: standard error. */
  readonly onError?: (error: unknown) => void;
  /** Measures the wait for an answer. Default: the platform's clock. */
  readonly clock?: Clock;
}

/** Characters that one call may carry; larger ones would delay the calls of all workers. */
const MAX_TEXT = 8 * 1024 * 1024;

/** Opens, in a worker, the backplane that the primary keeps for all workers. */
export function openWorkerBackplane(
  channel: Channel,
  options: WorkerBackplaneOptions = {},
): Backplane {
  const calls = new Calls(channel, options);
  return createBackplane({
    kind: "workers",
    isShared: true,
    values: {
      get: (key) => calls.make("get", [key]) as Promise<string | undefined>,
      set: (key, value, ttlMs) => calls.make("set", [key, value, ttlMs]) as Promise<undefined>,
      replace: (key, expected, value, ttlMs) =>
        calls.make("replace", [key, expected ?? null, value, ttlMs]) as Promise<boolean>,
      delete: (key) => calls.make("delete", [key]) as Promise<boolean>,
      increment: (key, by, ttlMs) => calls.make("increment", [key, by, ttlMs]) as Promise<number>,
    },
    bus: {
      publish: (topic, message) => calls.make("publish", [topic, message]) as Promise<undefined>,
      subscribe: (topic, receive, missed) => calls.subscribe(topic, receive, missed),
    },
    events: {
      append: (stream, added, ttlMs) =>
        calls.make("append", [stream, added, ttlMs]) as Promise<undefined>,
      read: (stream, after) =>
        calls.make("read", [stream, after]) as Promise<readonly StoredEvent[]>,
      delete: (stream) => calls.make("forget", [stream]) as Promise<undefined>,
    },
    close: () => calls.close(),
  });
}

interface Waiting {
  readonly method: string;
  readonly answer: Promise<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: MortiseError) => void;
  readonly cancelTimeout: () => void;
}

/** The calls of a worker that its primary has not answered yet, and the listeners in the worker. */
class Calls {
  readonly #channel: Channel;
  readonly #timeoutMs: number;
  readonly #clock: Clock;
  readonly #maxCalls: number;
  readonly #listeners: TopicListeners;
  readonly #waiting = new Map<number, Waiting>();
  readonly #stop: () => void;
  #lastId = 0;
  #isGone = false;

  constructor(channel: Channel, options: WorkerBackplaneOptions) {
    const { timeoutMs = 5_000, maxCalls = 10_000, onError = reportError } = options;
    this.#clock = options.clock ?? systemClock;
    this.#channel = channel;
    this.#timeoutMs = timeoutMs;
    this.#maxCalls = maxCalls;
    this.#listeners = new TopicListeners(onError);
    this.#stop = channel.listen(
      (message) => this.#receive(message),
      () => this.#lose(),
    );
  }

  async make(method: string, input: readonly unknown[]): Promise<unknown> {
    if (this.#isGone) throw gone(method);
    if (this.#waiting.size >= this.#maxCalls) {
      throw new MortiseError(
        "CONNECTION_FAILED",
        `${this.#maxCalls} calls of this worker wait for the primary process; ${method} was refused`,
      );
    }
    checkSize(input);
    const id = ++this.#lastId;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const cancelTimeout = this.#clock.schedule(this.#timeoutMs, () => {
      this.#fail(id, `did not answer within ${this.#timeoutMs} ms`);
    });
    this.#waiting.set(id, { method, answer: promise, resolve, reject, cancelTimeout });
    const call: WorkerMessage = { mortise: "call", id, method, input };
    this.#channel.post(call, (error) => {
      if (error) this.#fail(id, `cannot be reached: ${error.message}`);
    });
    return promise;
  }

  subscribe(
    topic: string,
    receive: (message: string) => void,
    missed: (() => void) | undefined,
  ): Promise<() => Promise<void>> {
    return this.#listeners.join(
      topic,
      { receive, missed },
      () => this.make("subscribe", [topic]),
      // The listeners are gone even if the primary cannot be reached.
      () => this.make("unsubscribe", [topic]),
    );
  }

  /** Ends all subscriptions, and resolves when earlier calls are answered. */
  async close(): Promise<void> {
    const topics = this.#listeners.topics();
    this.#listeners.clear();
    for (const topic of topics) void this.make("unsubscribe", [topic]).catch(() => undefined);
    await Promise.allSettled([...this.#waiting.values()].map(({ answer }) => answer));
    this.#isGone = true;
    this.#stop();
  }

  #receive(message: unknown): void {
    if (!isWorkerMessage(message)) return;
    if (message.mortise === "event") this.#listeners.deliver(message.topic, message.message);
    else if (message.mortise === "missed") this.#listeners.notifyMissed();
    else if (message.mortise === "answer") {
      if (message.error) this.#take(message.id)?.reject(revive(message.error));
      else this.#take(message.id)?.resolve(message.value);
    }
  }

  #lose(): void {
    this.#isGone = true;
    for (const id of [...this.#waiting.keys()]) this.#fail(id, "has gone");
    this.#listeners.notifyMissed();
  }

  #fail(id: number, how: string): void {
    const waiting = this.#take(id);
    waiting?.reject(
      new MortiseError("CONNECTION_FAILED", `The primary process ${how} (${waiting.method})`),
    );
  }

  #take(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    waiting?.cancelTimeout();
    return waiting;
  }
}

function revive({ code, message }: WireError): MortiseError {
  return new MortiseError(code, message);
}

function checkSize(input: readonly unknown[]): void {
  const size = input.reduce<number>((sum, part) => sum + sizeOf(part), 0);
  if (size <= MAX_TEXT) return;
  throw new MortiseError(
    "INVALID_OPTION",
    `Workers share at most ${MAX_TEXT} characters in one call, but this one has ${size}; keep the text in a database and share its key`,
  );
}

function sizeOf(part: unknown): number {
  if (typeof part === "string") return part.length;
  if (!Array.isArray(part)) return 0;
  return (part as StoredEvent[]).reduce((sum, { message }) => sum + message.length, 0);
}

function gone(method: string): MortiseError {
  return new MortiseError("CONNECTION_FAILED", `The primary process has gone (${method})`);
}

function reportError(error: unknown): void {
  process.stderr.write(`A listener of the backplane failed: ${toLogLine(String(error))}\n`);
}
