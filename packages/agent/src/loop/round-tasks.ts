import type { Clock } from "@mortise/protocol";

/** A call of a round that became a task. */
interface TakenCall {
  readonly leave: AbortController;
  isDue: boolean;
  cancel: () => void;
}

/**
 * Decides when a round no longer waits for its calls that became tasks: when they had their time and all others
 * have ended. A round of tasks alone waits for them, since there is nothing else to go on with.
 */
export class RoundTasks {
  readonly #clock: Clock;
  readonly #waitMs: number;
  readonly #taken = new Set<TakenCall>();
  #others: number;
  #hasResults = false;

  /** Expects `calls` calls, none of which is a task yet. */
  constructor(
    calls: number,
    { clock, waitMs }: { readonly clock: Clock; readonly waitMs: number },
  ) {
    this.#others = calls;
    this.#clock = clock;
    this.#waitMs = waitMs;
  }

  /** Counts a call that became a task; `leave` is aborted when the round no longer waits for it. */
  take(leave: AbortController): void {
    const call: TakenCall = { leave, isDue: false, cancel: () => undefined };
    call.cancel = this.#clock.schedule(this.#waitMs, () => {
      call.isDue = true;
      this.#leave();
    });
    this.#taken.add(call);
    this.#others -= 1;
    this.#leave();
  }

  /** Counts the end of a call: of a task, if `leave` is that of one. */
  end(leave: AbortController): void {
    const call = [...this.#taken].find((each) => each.leave === leave);
    if (call === undefined) this.#others -= 1;
    else {
      call.cancel();
      this.#taken.delete(call);
    }
    this.#hasResults = true;
    this.#leave();
  }

  #leave(): void {
    if (this.#others > 0 || !this.#hasResults) return;
    for (const { isDue, leave } of this.#taken) if (isDue) leave.abort();
  }
}
