import { nextTurn } from "../time/next-turn.ts";
import { SharedNotification } from "./notification.ts";

/** Listeners that are notified in one turn: writing to all of them takes some ten milliseconds. */
const SLICE = 500;

/** A change that listeners subscribe to. */
export interface Change {
  readonly method: string;
  readonly params: { readonly uri?: string };
}

/** A listener to a change. */
interface Recipient {
  notify(notification: SharedNotification): void;
}

/** A change being delivered: its listeners and how many were notified. */
interface Round {
  readonly notification: SharedNotification;
  readonly listeners: readonly Recipient[];
  readonly current: ReadonlySet<Recipient>;
  notified: number;
}

/**
 * Notifies listeners of changes: a few at once, thousands in slices with a turn between, so that
 * requests are answered meanwhile.
 *
 * Every listener gets changes in order. A change that happens again while it waits is sent once,
 * which bounds the queue: it has one entry for each list and each resource.
 */
export class FanOut {
  readonly #waiting = new Map<string, Change & { readonly listeners: ReadonlySet<Recipient> }>();
  #round: Round | undefined;
  #isUnderWay = false;

  /** Notifies `listeners` of a change, except those that leave before their turn. */
  notify({ method, params }: Change, listeners: ReadonlySet<Recipient> | undefined): void {
    if (!listeners || listeners.size === 0) return;
    // A change that waits keeps its place.
    this.#waiting.set(`${method} ${params.uri ?? ""}`, { method, params, listeners });
    if (!this.#isUnderWay) this.#turn();
  }

  /** Notifies the remaining listeners at once. */
  finish(): void {
    while (this.#notifyNext());
  }

  #turn(): void {
    this.#isUnderWay = true;
    try {
      let notified = 0;
      while (notified < SLICE && this.#notifyNext()) notified += 1;
    } finally {
      this.#isUnderWay = this.#round !== undefined || this.#waiting.size > 0;
      if (this.#isUnderWay) nextTurn(() => this.#turn());
    }
  }

  /** Notifies one listener; `false` when none is left. */
  #notifyNext(): boolean {
    const round = this.#round ?? this.#begin();
    const listener = round?.listeners[round.notified];
    if (round === undefined || listener === undefined) return false;
    round.notified += 1;
    if (round.notified === round.listeners.length) this.#round = undefined;
    if (round.current.has(listener)) listener.notify(round.notification);
    return true;
  }

  /** Begins with the change that has waited longest. */
  #begin(): Round | undefined {
    for (const [key, { method, params, listeners }] of this.#waiting) {
      this.#waiting.delete(key);
      if (listeners.size === 0) continue;
      const notification = new SharedNotification(method, params);
      this.#round = { notification, listeners: [...listeners], current: listeners, notified: 0 };
      return this.#round;
    }
    return undefined;
  }
}
