import type { Clock } from "@mortise/protocol";

/** The means of {@link Rounds}. */
export interface RoundsParts {
  readonly clock: Clock;
  /** Makes the rounds of several processes drift apart: the pause is `milliseconds` times this. */
  readonly spread: () => number;
  readonly report: (error: unknown) => void;
}

/** Work that is done again and again, a pause after its end, until it is stopped. */
export class Rounds {
  readonly #parts: RoundsParts;
  readonly #work: () => Promise<void>;
  readonly #pauseMs: () => number;
  #running: Promise<void> = Promise.resolve();
  #cancel: () => void = () => undefined;
  #isStopped = false;

  constructor(parts: RoundsParts, pauseMs: () => number, work: () => Promise<void>) {
    this.#parts = parts;
    this.#pauseMs = pauseMs;
    this.#work = work;
  }

  /** Does the first round; resolves at its end, whatever came of it. */
  async start(): Promise<void> {
    this.#running = this.#work().catch(this.#parts.report);
    await this.#running;
    if (this.#isStopped) return;
    const { clock, spread } = this.#parts;
    const again = (): void => void this.start();
    this.#cancel = clock.schedule(this.#pauseMs() * spread(), again, { isBackground: true });
  }

  /** Begins no other round; resolves when the last one has ended. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#cancel();
    await this.#running;
  }
}
