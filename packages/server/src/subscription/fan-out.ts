import { nextTurn } from "../time/next-turn.ts";
import { SharedNotification } from "./notification.ts";

/** Listeners that are told in one turn: a write to each takes this process some ten milliseconds. */
const SLICE = 500;

/** A change that somebody may want to hear of. */
export interface Change {
  readonly method: string;
  readonly params: { readonly uri?: string };
}

/** Whom a change is told. */
interface Told {
  notify(notification: SharedNotification): void;
}

/** A change on its way: to whom, and to how many of them it has been told. */
interface Round {
  readonly notification: SharedNotification;
  readonly listeners: readonly Told[];
  readonly current: ReadonlySet<Told>;
  told: number;
}

/**
 * Tells listeners of changes, at once where they are few; of thousands a slice in a turn, so that
 * requests are answered in between.
 *
 * Every listener hears of changes in their order. A change that waits for its turn and happens again
 * is told once, which bounds what can wait: there is one entry for each list and each resource.
 */
export class FanOut {
  readonly #waiting = new Map<string, Change & { readonly listeners: ReadonlySet<Told> }>();
  #round: Round | undefined;
  #isUnderWay = false;

  /** Tells `listeners` of a change; who leaves them before its turn comes hears nothing. */
  tell({ method, params }: Change, listeners: ReadonlySet<Told> | undefined): void {
    if (!listeners || listeners.size === 0) return;
    // A change that waits keeps its place.
    this.#waiting.set(`${method} ${params.uri ?? ""}`, { method, params, listeners });
    if (!this.#isUnderWay) this.#turn();
  }

  /** Tells whoever is left to tell at once. */
  finish(): void {
    while (this.#tellNext());
  }

  #turn(): void {
    this.#isUnderWay = true;
    try {
      let told = 0;
      while (told < SLICE && this.#tellNext()) told += 1;
    } finally {
      this.#isUnderWay = this.#round !== undefined || this.#waiting.size > 0;
      if (this.#isUnderWay) nextTurn(() => this.#turn());
    }
  }

  /** Tells one listener; `false` when there is nobody left to tell. */
  #tellNext(): boolean {
    const round = this.#round ?? this.#begin();
    const listener = round?.listeners[round.told];
    if (round === undefined || listener === undefined) return false;
    round.told += 1;
    if (round.told === round.listeners.length) this.#round = undefined;
    if (round.current.has(listener)) listener.notify(round.notification);
    return true;
  }

  /** Begins with the change that has waited longest. */
  #begin(): Round | undefined {
    for (const [key, { method, params, listeners }] of this.#waiting) {
      this.#waiting.delete(key);
      if (listeners.size === 0) continue;
      const notification = new SharedNotification(method, params);
      this.#round = { notification, listeners: [...listeners], current: listeners, told: 0 };
      return this.#round;
    }
    return undefined;
  }
}
