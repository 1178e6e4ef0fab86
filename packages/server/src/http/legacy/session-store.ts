import type { Clock, Duration, OptionNames } from "@mortise/protocol";
import { checkOptions, ErrorCode, ProtocolError, parseDuration } from "@mortise/protocol";
import type { LegacySession } from "../../session/legacy-session.ts";
import { startHousekeeper } from "../../time/housekeeper.ts";
import type { LoggedStream } from "./logged-stream.ts";

/** How many legacy sessions are kept, and how long. */
export interface SessionOptions {
  /** A session unused for so long is ended. Default `"30m"`. */
  readonly idle?: Duration;
  /**
   * The session unused for longest makes room for one more than this. Default 10,000. With a shared
   * backplane it bounds what one instance holds in memory; sessions themselves are bounded by `idle`.
   */
  readonly max?: number;
  /**
   * How long a request whose client was cut off goes on, and what it sends is kept, for the client to
   * come back. Default `"5m"`.
   */
  readonly resume?: Duration;
}

/** @throws MortiseError `INVALID_OPTION` for an option that does not exist. */
export function checkSessionOptions(options: SessionOptions): void {
  checkOptions("sessions", options, OPTIONS);
}

const OPTIONS: OptionNames<SessionOptions> = { idle: true, max: true, resume: true };

/** A session with what HTTP adds to it. */
export interface HttpSession {
  readonly session: LegacySession;
  lastUsed: number;
  /** Requests and streams that are open; such a session is not idle. */
  open: number;
  /** The client's standalone stream, also while the client is away from it. */
  stream: LoggedStream | undefined;
  /** Nothing may be begun in it any more. */
  isEnded: boolean;
}

const SWEEP_EVERY_MS = 60_000;

/** The legacy sessions that one endpoint holds in this process (2025-11-25, Session Management). */
export class SessionStore {
  readonly #sessions = new Map<string, HttpSession>();
  readonly #idle: number;
  readonly #max: number;
  readonly #clock: Clock;
  #stopSweeping: (() => void) | undefined;

  constructor({ idle = "30m", max = 10_000 }: SessionOptions, clock: Clock) {
    this.#idle = parseDuration(idle);
    this.#max = max;
    this.#clock = clock;
  }

  get size(): number {
    return this.#sessions.size;
  }

  /** Keeps a session; `false` when the store is full of sessions in use. */
  add(session: LegacySession): boolean {
    if (this.#sessions.size >= this.#max && !this.#evict()) return false;
    const entry = {
      session,
      lastUsed: this.#clock.monotonic(),
      open: 0,
      stream: undefined,
      isEnded: false,
    };
    this.#sessions.set(session.id, entry);
    const everyMs = Math.min(this.#idle, SWEEP_EVERY_MS);
    this.#stopSweeping ??= startHousekeeper(this.#clock, everyMs, () => this.sweep());
    return true;
  }

  /** Finds a session and marks it used. */
  use(id: string): HttpSession | undefined {
    const entry = this.#sessions.get(id);
    if (!entry) return undefined;
    entry.lastUsed = this.#clock.monotonic();
    // Insertion order is the order of use, so the first entry is the one unused for longest.
    this.#sessions.delete(id);
    this.#sessions.set(id, entry);
    return entry;
  }

  /** The sessions that have requests or streams open. */
  get inUse(): readonly LegacySession[] {
    const entries = [...this.#sessions.values()];
    return entries.filter(({ open }) => open > 0).map(({ session }) => session);
  }

  /** Finds a session without using it. */
  peek(id: string): HttpSession | undefined {
    return this.#sessions.get(id);
  }

  /** Records that a request or stream has ended; the session is unused from now on. */
  release(entry: HttpSession): void {
    entry.open -= 1;
    entry.lastUsed = this.#clock.monotonic();
  }

  /** Ends a session; `false` when there is none of this id. */
  end(id: string): boolean {
    const entry = this.#sessions.get(id);
    if (!entry) return false;
    this.#sessions.delete(id);
    entry.isEnded = true;
    entry.stream?.end();
    entry.session.close();
    if (this.#sessions.size === 0) this.#stop();
    return true;
  }

  /** Ends the sessions that have been idle for too long. */
  sweep(): void {
    const limit = this.#clock.monotonic() - this.#idle;
    for (const [id, entry] of [...this.#sessions]) {
      if (entry.open === 0 && entry.lastUsed <= limit) this.end(id);
    }
  }

  /** Ends every session. */
  close(): void {
    for (const id of [...this.#sessions.keys()]) this.end(id);
    this.#stop();
  }

  #evict(): boolean {
    for (const [id, entry] of this.#sessions) {
      if (entry.open === 0) return this.end(id);
    }
    return false;
  }

  #stop(): void {
    this.#stopSweeping?.();
    this.#stopSweeping = undefined;
  }
}

/** 2025-11-25, Session Management: an ended session is answered 404, so the client begins anew. */
export function unknownSession(): ProtocolError {
  return new ProtocolError(
    ErrorCode.InvalidRequest,
    "This session has ended or never was; send initialize to begin another",
    { http: { status: 404 } },
  );
}
