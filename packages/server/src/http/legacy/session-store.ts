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
   * How many there may be. Room for one more is made at the expense of the caller that has most: a
   * principal, or an address of anonymous callers. Of its sessions those go first that were never used
   * after `initialize`, then those unused for longest. Default 10,000. With a shared backplane it
   * bounds what one instance holds in memory; sessions themselves are bounded by `idle`.
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
  /** The caller whose share it is part of. */
  readonly holder: Share;
  /** Characters that it counts for. */
  size: number;
  /** The client has come back after `initialize`. */
  isUsed: boolean;
  lastUsed: number;
  /** Requests and streams that are open; such a session is not idle. */
  open: number;
  /** The client's standalone stream, also while the client is away from it. */
  stream: LoggedStream | undefined;
  /** Nothing may be begun in it any more. */
  isEnded: boolean;
}

/** The sessions of one caller. */
interface Share {
  /** As {@link shareHolder} names it. */
  readonly name: string;
  count: number;
  /** Characters of all of them. */
  size: number;
}

const SWEEP_EVERY_MS = 60_000;
/** Characters that all sessions may have clients keep here, such as the URIs that they subscribe to. */
const MAX_SIZE = 128 * 1024 * 1024;

/** The legacy sessions that one endpoint holds in this process (2025-11-25, Session Management). */
export class SessionStore {
  readonly #sessions = new Map<string, HttpSession>();
  readonly #shares = new Map<string, Share>();
  readonly #idle: number;
  readonly #max: number;
  readonly #maxSize: number;
  readonly #clock: Clock;
  #size = 0;
  #stopSweeping: (() => void) | undefined;

  constructor(
    { idle = "30m", max = 10_000 }: SessionOptions,
    clock: Clock,
    maxSize: number = MAX_SIZE,
  ) {
    this.#idle = parseDuration(idle, "sessions.idle");
    this.#max = max;
    this.#maxSize = maxSize;
    this.#clock = clock;
  }

  get size(): number {
    return this.#sessions.size;
  }

  /**
   * Keeps a session of the caller `holder`; `false` when the store is full and no caller has more
   * sessions, or an idle one.
   */
  add(session: LegacySession, holder: string = ""): boolean {
    if (this.#sessions.size >= this.#max && !this.#evict(holder)) return false;
    const share = this.#shares.get(holder) ?? { name: holder, count: 0, size: 0 };
    this.#shares.set(holder, share);
    share.count += 1;
    const entry: HttpSession = {
      session,
      holder: share,
      size: 0,
      isUsed: false,
      lastUsed: this.#clock.monotonic(),
      open: 0,
      stream: undefined,
      isEnded: false,
    };
    this.#sessions.set(session.id, entry);
    this.#weigh(entry);
    const everyMs = Math.min(this.#idle, SWEEP_EVERY_MS);
    this.#stopSweeping ??= startHousekeeper(this.#clock, everyMs, () => this.sweep());
    return true;
  }

  /** Finds a session and marks it used. */
  use(id: string): HttpSession | undefined {
    const entry = this.#sessions.get(id);
    if (!entry) return undefined;
    entry.isUsed = true;
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
    if (!entry.isEnded && entry.size !== entry.session.size) this.#weigh(entry);
  }

  /** Ends a session; `false` when there is none of this id. */
  end(id: string): boolean {
    const entry = this.#sessions.get(id);
    if (!entry) return false;
    this.#sessions.delete(id);
    entry.isEnded = true;
    this.#leave(entry);
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

  /** Ends a session, so that `holder` can have one more; `false` where that would be unfair. */
  #evict(holder: string): boolean {
    const own = this.#shares.get(holder)?.count ?? 0;
    const victim = this.#choose(({ count }) => count, own);
    return victim !== undefined && this.end(victim.session.id);
  }

  /** Counts what a session holds by now, and ends others, or itself, while that is too much. */
  #weigh(entry: HttpSession): void {
    const { size } = entry.session;
    this.#size += size - entry.size;
    entry.holder.size += size - entry.size;
    entry.size = size;
    while (this.#size > this.#maxSize) {
      const victim = this.#choose((share) => share.size, 0);
      if (victim === undefined) return;
      this.end(victim.session.id);
    }
  }

  /**
   * Chooses the session that ends for a caller with a share of `own`: of the caller with most, first
   * the idle ones that were never used, then the one unused for longest. Of one with no more than
   * `own`, and one session beyond, only idle ones may end.
   */
  #choose(measure: (share: Share) => number, own: number): HttpSession | undefined {
    let chosen: HttpSession | undefined;
    for (const entry of this.#sessions.values()) {
      const held = measure(entry.holder);
      if (held < own || (entry.open > 0 && held <= own + 1)) continue;
      if (chosen === undefined || held > measure(chosen.holder)) chosen = entry;
      else if (held === measure(chosen.holder) && rank(entry) > rank(chosen)) chosen = entry;
    }
    return chosen;
  }

  #leave({ holder, size }: HttpSession): void {
    this.#size -= size;
    holder.size -= size;
    holder.count -= 1;
    if (holder.count === 0) this.#shares.delete(holder.name);
  }

  #stop(): void {
    this.#stopSweeping?.();
    this.#stopSweeping = undefined;
  }
}

/** How readily a session ends: idle ones before those in use, and of these those never used. */
function rank({ open, isUsed }: HttpSession): number {
  if (open > 0) return 0;
  return isUsed ? 1 : 2;
}

/** 2025-11-25, Session Management: an ended session is answered 404, so the client begins anew. */
export function unknownSession(): ProtocolError {
  return new ProtocolError(
    ErrorCode.InvalidRequest,
    "This session has ended or never was; send initialize to begin another",
    { http: { status: 404 } },
  );
}
