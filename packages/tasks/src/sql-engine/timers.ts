import type { Clock } from "@mortise/protocol";

/** Named timers of one process; none keeps it alive. */
export class Timers {
  readonly #clock: Clock;
  readonly #timers = new Map<string, { readonly at: number; readonly cancel: () => void }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Calls back after `milliseconds`, or earlier if the timer of that name would. */
  sooner(name: string, milliseconds: number, run: () => void): void {
    const at = this.#clock.monotonic() + milliseconds;
    const timer = this.#timers.get(name);
    if (timer && timer.at <= at) return;
    timer?.cancel();
    const fire = (): void => {
      this.#timers.delete(name);
      run();
    };
    const cancel = this.#clock.schedule(milliseconds, fire, { isBackground: true });
    this.#timers.set(name, { at, cancel });
  }

  /** Ends the timer of a name. */
  cancel(name: string): void {
    this.#timers.get(name)?.cancel();
    this.#timers.delete(name);
  }
}
