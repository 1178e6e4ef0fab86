import type { Duration } from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";
import { aborted } from "../cancellation/until-cancelled.ts";
import type { ClientConnection } from "../connection/client-connection.ts";
import type { Call } from "../request/call.ts";
import { Deadline } from "../time/deadline.ts";
import { parseLimit } from "../time/parse-limit.ts";

/** The end of a wait that comes before the end of its task: the first of several reasons. */
export class WaitEnd {
  readonly #connection: ClientConnection;
  readonly #controller = new AbortController();
  readonly #deadlines: Deadline[] = [];
  readonly #release: (() => void)[] = [];

  /**
   * Ends the wait when the connection is closed, and when the signal of `call` aborts; `onAbort` is called
   * for the latter.
   */
  constructor(
    connection: ClientConnection,
    call: Pick<Call, "method" | "params" | "signal">,
    onAbort?: () => void,
  ) {
    this.#connection = connection;
    this.#follow(connection.closing, () => void this.end(connection.closing.reason));
    this.#follow(call.signal, () => {
      if (this.end(aborted(call))) onAbort?.();
    });
  }

  /** Aborts with the error of the first reason. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** The time limits of the wait, which stand still while a question is answered. */
  get deadlines(): readonly Deadline[] {
    return this.#deadlines;
  }

  /** Ends the wait with `error`; returns `false` if it has ended before. */
  end(error: unknown): boolean {
    if (this.signal.aborted) return false;
    this.#controller.abort(error);
    return true;
  }

  /** Takes over the time limit of a call; `expire` is called when it is over. */
  limitBy(deadline: Deadline, expire: () => void): void {
    this.#deadlines.push(deadline);
    deadline.expire = expire;
    this.#release.push(() => {
      deadline.expire = undefined;
    });
    if (deadline.isOver) expire();
  }

  /** Ends the wait for the task `taskId` after `wait`, or when it aborts. */
  limit(wait: Duration | AbortSignal | undefined, taskId: string): void {
    if (wait === undefined) return;
    if (typeof wait === "object") {
      this.#follow(wait, () => void this.end(leftAlone(taskId, wait.reason)));
      return;
    }
    const timeoutMs = parseLimit(wait, "wait");
    const { clock } = this.#connection.options;
    const shown = JSON.stringify(taskId.slice(0, 100));
    const expire = (): void =>
      void this.end(
        new MortiseError(
          "TIMEOUT",
          `The task ${shown} has not ended within ${timeoutMs} ms and goes on; client.task(id).result() waits for it again`,
          { data: { timeoutMs, taskId } },
        ),
      );
    const deadline = new Deadline(timeoutMs, { clock, expire });
    this.#deadlines.push(deadline);
    this.#release.push(() => deadline.clear());
  }

  /** Takes all listeners and time limits away. */
  release(): void {
    for (const release of this.#release) release();
  }

  #follow(signal: AbortSignal | undefined, listener: () => void): void {
    if (signal === undefined) return;
    if (signal.aborted) listener();
    signal.addEventListener("abort", listener, { once: true });
    this.#release.push(() => signal.removeEventListener("abort", listener));
  }
}

function leftAlone(taskId: string, cause: unknown): MortiseError {
  const shown = JSON.stringify(taskId.slice(0, 100));
  return new MortiseError(
    "ABORTED",
    `The wait for the task ${shown} was ended by the caller, and the task goes on; client.task(id).result() waits for it again`,
    { cause },
  );
}
