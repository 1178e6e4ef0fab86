import type { Clock } from "@mortise/protocol";
import { digestToken } from "./token-digest.ts";

/** Tokens that are remembered at once. */
const MAX_TOKENS = 10_000;

/** A value that is good for some time. */
interface Kept<Value> {
  readonly value: Value;
  readonly until: number;
}

/**
 * Remembers the outcome of checking a token by its digest, the oldest one forgotten first.
 *
 * Requests with one token that come together are checked once.
 */
export class TokenCache<Value> {
  readonly #clock: Clock;
  readonly #max: number;
  readonly #kept = new Map<string, Kept<Value>>();
  readonly #pending = new Map<string, Promise<Value>>();

  constructor(clock: Clock, max: number = MAX_TOKENS) {
    this.#clock = clock;
    this.#max = max;
  }

  /** How many outcomes are remembered. */
  get size(): number {
    return this.#kept.size;
  }

  /** Returns what is known of `token`, or checks it; `until` gives the end of an outcome. */
  get(
    token: string,
    check: () => Promise<Value>,
    until: (value: Value) => number,
  ): Value | Promise<Value> {
    const digest = digestToken(token);
    if (typeof digest === "string") return this.#find(digest, check, until);
    return digest.then((key) => this.#find(key, check, until));
  }

  /** Returns what is known of `token` without waiting; `undefined` if that is nothing. */
  peek(token: string): Value | undefined {
    const digest = digestToken(token);
    const kept = typeof digest === "string" ? this.#kept.get(digest) : undefined;
    return kept && this.#clock.now() < kept.until ? kept.value : undefined;
  }

  #find(
    key: string,
    check: () => Promise<Value>,
    until: (value: Value) => number,
  ): Value | Promise<Value> {
    const kept = this.#kept.get(key);
    if (kept && this.#clock.now() < kept.until) return kept.value;
    if (kept) this.#kept.delete(key);
    let pending = this.#pending.get(key);
    if (!pending) {
      pending = check()
        .then((value) => this.#keep(key, { value, until: until(value) }))
        .finally(() => this.#pending.delete(key));
      this.#pending.set(key, pending);
    }
    return pending;
  }

  #keep(key: string, kept: Kept<Value>): Value {
    if (kept.until > this.#clock.now()) {
      this.#kept.set(key, kept);
      if (this.#kept.size > this.#max) {
        this.#kept.delete(this.#kept.keys().next().value as string);
      }
    }
    return kept.value;
  }
}
