import type { DetailedTask, JsonObject, JsonRpcNotification } from "@mortise/protocol";
import { MortiseError, pause } from "@mortise/protocol";
import type { ClientConnection } from "../connection/client-connection.ts";
import { readTask } from "./read-task.ts";

/** The time in which further tasks join a subscription before it is opened; short tasks end within it. */
const GATHER_MS = 200;
/** The most tasks of one subscription; further ones are asked for. */
const MAX_REPORTED = 500;
const FIRST_DELAY_MS = 1_000;
const MAX_DELAY_MS = 60_000;

/** Waits for what a server reports of one task. */
export interface TaskReport {
  /** Whether the server reports this task, and its state since then is known. */
  readonly isCurrent: boolean;
  /** Notes that the task was asked for, so that no state before the subscription is missed. */
  asked(): void;
  /**
   * Resolves with the newest state that was reported; with `undefined` after `milliseconds`, when the signal
   * aborts, and when reports are lost.
   */
  next(milliseconds: number, signal: AbortSignal): Promise<DetailedTask | undefined>;
  /** Ends the report, and the subscription with the last one. */
  close(): void;
}

interface Watched {
  readonly id: string;
  isReported: boolean;
  isCurrent: boolean;
  newest: DetailedTask | undefined;
  wake: (() => void) | undefined;
}

interface Stream {
  readonly ids: ReadonlySet<string>;
  readonly stop: AbortController;
}

/**
 * Receives the states of all awaited tasks of a connection by one subscription (Tasks extension, Task Status
 * Notifications).
 *
 * The subscription is opened anew when tasks join it; the one before ends when the new one is acknowledged. A
 * server that refuses it is asked for states alone.
 */
export class TaskReports {
  readonly #connection: ClientConnection;
  readonly #watched = new Set<Watched>();
  #stream: Stream | undefined;
  #isRefused = false;
  #delayMs = FIRST_DELAY_MS;
  #cancelOpening: (() => void) | undefined;

  constructor(connection: ClientConnection) {
    this.#connection = connection;
  }

  /** Reports the states of a task until the report is closed. */
  watch(id: string): TaskReport {
    const watched: Watched = {
      id,
      isReported: false,
      isCurrent: false,
      newest: undefined,
      wake: undefined,
    };
    this.#watched.add(watched);
    this.#planOpening(GATHER_MS);
    return {
      get isCurrent() {
        return watched.isReported && watched.isCurrent;
      },
      asked: () => {
        watched.isCurrent = watched.isReported;
      },
      next: (milliseconds, signal) => this.#next(watched, milliseconds, signal),
      close: () => this.#leave(watched),
    };
  }

  async #next(
    watched: Watched,
    milliseconds: number,
    signal: AbortSignal,
  ): Promise<DetailedTask | undefined> {
    if (watched.newest === undefined) {
      const woken = new AbortController();
      const wake = (): void => woken.abort();
      if (signal.aborted) wake();
      signal.addEventListener("abort", wake, { once: true });
      watched.wake = wake;
      const { clock } = this.#connection.options;
      await pause(milliseconds, { clock, signal: woken.signal });
      watched.wake = undefined;
      signal.removeEventListener("abort", wake);
    }
    const { newest } = watched;
    watched.newest = undefined;
    return newest;
  }

  #leave(watched: Watched): void {
    this.#watched.delete(watched);
    if (this.#watched.size > 0) return;
    this.#cancelOpening?.();
    this.#cancelOpening = undefined;
    this.#stream?.stop.abort();
    this.#stream = undefined;
  }

  #planOpening(delayMs: number): void {
    if (this.#isRefused || !this.#connection.isModern || this.#cancelOpening) return;
    const { clock } = this.#connection.options;
    this.#cancelOpening = clock.schedule(delayMs, () => {
      this.#cancelOpening = undefined;
      const ids = [...new Set([...this.#watched].map(({ id }) => id))].slice(0, MAX_REPORTED);
      if (ids.some((id) => !this.#stream?.ids.has(id))) void this.#open(new Set(ids));
    });
  }

  async #open(ids: ReadonlySet<string>): Promise<void> {
    const before = this.#stream;
    const stream: Stream = { ids, stop: new AbortController() };
    this.#stream = stream;
    const { signal } = stream.stop;
    try {
      await this.#connection.request({
        method: "subscriptions/listen",
        params: { notifications: { taskIds: [...ids] } },
        signal,
        onNotification: (notification) => {
          if (notification.method === "notifications/subscriptions/acknowledged") {
            before?.stop.abort();
            this.#acknowledged(notification, stream);
          } else this.#receive(notification);
        },
      });
    } catch (error) {
      if (!signal.aborted && !isLoss(error)) this.#isRefused = true;
    }
    before?.stop.abort();
    if (this.#stream !== stream) return;
    this.#stream = undefined;
    this.#lost();
  }

  #acknowledged({ params }: JsonRpcNotification, stream: Stream): void {
    this.#delayMs = FIRST_DELAY_MS;
    const honored = ((params as JsonObject)?.["notifications"] as JsonObject)?.["taskIds"];
    const ids = new Set<unknown>(Array.isArray(honored) ? honored : []);
    if (ids.size === 0) {
      this.#isRefused = true;
      stream.stop.abort();
    }
    for (const watched of this.#watched) {
      watched.isCurrent &&= watched.isReported;
      watched.isReported = ids.has(watched.id);
    }
  }

  #receive(notification: JsonRpcNotification): void {
    const { method, params } = notification;
    if (method !== "notifications/tasks") {
      this.#connection.dispatch(notification);
      return;
    }
    const task = readTask((params ?? {}) as JsonObject);
    for (const watched of this.#watched) {
      if (watched.id !== task.taskId) continue;
      watched.newest = task;
      watched.isCurrent = watched.isReported;
      watched.wake?.();
    }
  }

  /** Asks for every task at once, and opens the subscription again later. */
  #lost(): void {
    for (const watched of this.#watched) {
      watched.isReported = false;
      watched.isCurrent = false;
      watched.wake?.();
    }
    if (this.#watched.size === 0) return;
    this.#planOpening(this.#delayMs);
    this.#delayMs = Math.min(this.#delayMs * 2, MAX_DELAY_MS);
  }
}

/** Returns whether a subscription broke off, and was not refused. */
function isLoss(error: unknown): boolean {
  if (!MortiseError.is(error)) return false;
  if (error.code === "HTTP_ERROR") return error.data.status === 429 || error.data.status >= 500;
  return error.code !== "INVALID_RESPONSE" && error.code !== "INVALID_OPTION";
}
