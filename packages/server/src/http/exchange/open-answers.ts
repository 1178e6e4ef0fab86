import type { Clock } from "@mortise/protocol";
import { startHousekeeper } from "../../time/housekeeper.ts";
import type { OpenAnswer } from "./responder.ts";

/**
 * How often answers are looked at. One gives a sign of life after one to two times as long, ahead of clients and
 * proxies that wait for the head of a response: Fastly does so for 15 s, many clients for 10 s. Sooner than this,
 * quick answers would be event streams too, and errors would lose the status of their own.
 */
const LOOK_MS = 2_000;

/** The answers of an endpoint that are worked on, kept alive by one timer for all. */
export class OpenAnswers {
  readonly #open = new Set<OpenAnswer>();
  readonly #clock: Clock;
  /** The answers that were there at the last look. */
  #seen: readonly OpenAnswer[] = [];
  #stopLooking: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#open.size;
  }

  add(answer: OpenAnswer): void {
    this.#open.add(answer);
    // Set up once and not per request, since most answers are out long before the first look.
    this.#stopLooking ??= startHousekeeper(this.#clock, LOOK_MS, () => this.#look());
  }

  delete(answer: OpenAnswer): void {
    this.#open.delete(answer);
  }

  [Symbol.iterator](): Iterator<OpenAnswer> {
    return this.#open.values();
  }

  /** Stops looking, as when the endpoint closes. */
  close(): void {
    this.#seen = [];
    this.#stopLooking?.();
    this.#stopLooking = undefined;
  }

  #look(): void {
    for (const answer of this.#seen) if (this.#open.has(answer)) answer.keepAlive();
    this.#seen = [...this.#open];
    if (this.#open.size === 0) this.close();
  }
}
