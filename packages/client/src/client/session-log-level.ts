import type { LoggingLevel } from "@mortise/protocol";
import { passesLoggingLevel } from "@mortise/protocol";

/** The level to go back to in a session whose level was never set. */
const DEFAULT_LEVEL: LoggingLevel = "info";

/**
 * Keeps the log level of a legacy session at the mildest that the client or a call in flight wants: before
 * 2026-07-28 the level belongs to the session (2025-11-25, Logging).
 */
export class SessionLogLevel {
  readonly #send: (level: LoggingLevel) => Promise<unknown>;
  readonly #warn: (message: string) => void;
  readonly #wanted: LoggingLevel[] = [];
  #own: LoggingLevel | undefined;
  #sent: LoggingLevel | undefined;

  constructor(send: (level: LoggingLevel) => Promise<unknown>, warn: (message: string) => void) {
    this.#send = send;
    this.#warn = warn;
  }

  /** Sets the level that holds between calls. */
  async set(level: LoggingLevel): Promise<void> {
    this.#own = level;
    this.#sent = undefined;
    await this.#apply();
  }

  /** Sets the level again in a new session. */
  async renew(): Promise<void> {
    this.#sent = undefined;
    if (this.#own !== undefined || this.#wanted.length > 0) await this.#apply();
  }

  /** Keeps the level at `level` or a milder one during `work`. */
  async during<Value>(level: LoggingLevel, work: () => Promise<Value>): Promise<Value> {
    this.#wanted.push(level);
    try {
      await this.#try();
      return await work();
    } finally {
      this.#wanted.splice(this.#wanted.indexOf(level), 1);
      void this.#try();
    }
  }

  async #try(): Promise<void> {
    try {
      await this.#apply();
    } catch (error) {
      this.#warn(`The server's log level could not be set: ${String(error)}`);
    }
  }

  async #apply(): Promise<void> {
    const level = this.#wanted.reduce(
      (mildest, wanted) => (passesLoggingLevel(mildest, wanted) ? wanted : mildest),
      this.#own ?? DEFAULT_LEVEL,
    );
    if (level === this.#sent) return;
    this.#sent = level;
    await this.#send(level);
  }
}
