import type { Clock, EventStore, StoredEvent } from "@mortise/protocol";
import type { Outage } from "../../cluster/outage.ts";
import type { ServerLog } from "../../log/mask.ts";
import type { EventStream } from "../exchange/event-stream.ts";

/** How a {@link LoggedStream} is kept. */
export interface LoggedStreamOptions {
  readonly events: EventStore;
  readonly clock: Clock;
  readonly log: ServerLog;
  readonly outage: Outage;
  /** Milliseconds that the stream waits for a client that is away. */
  readonly graceMs: number;
  /** A client of 2025-11-25 gets the id to resume from ahead of any message. */
  readonly isPrimed: boolean;
  /** Called once when the client stayed away for too long. */
  readonly onAbandoned: () => void;
  /** Called once when the stream ends. */
  readonly onEnd: (() => void) | undefined;
  /** Called once when everything that the stream held is stored. */
  readonly onOver: () => void;
  /** Wakes the instance that follows the stream in place of this one. */
  readonly onStored: () => void;
  /** Called once when the stream can no longer be resumed, though it goes on here. */
  readonly onBroken: () => void;
}

/** How long the events of a stream are kept after the last, while it goes on. */
const RUNNING_TTL_MS = 3_600_000;
/** Events that may wait to be stored, or for the first connection; more are not kept. */
const MAX_WAITING = 1_000;
/** Characters that may wait before another event does; one event may have more. */
const MAX_WAITING_LENGTH = 16 * 1024 * 1024;
/** How long a stream is kept that went out whole, for a client that lost the very end. */
const DELIVERED_TTL_MS = 30_000;

/** The mark of the event that ends a stream, before the id of its successor. */
export const END_OF_STREAM = ">";

/**
 * A stream of a session, which outlives the connections that carry it: its messages are numbered and
 * stored, so that a client that was cut off gets what it missed (2025-11-25, Streamable HTTP,
 * Resumability and Redelivery).
 *
 * Storing never holds up the client, and a failure of the backplane costs no more than the resumption:
 * a stream with an unsaved event is stored no further, so that no client resumes it with a gap.
 */
export class LoggedStream {
  /** Names the stream in event ids. */
  readonly id: string;
  /** Other instances know that it is the session's standalone stream, until another is. */
  isClaimed = false;
  readonly #key: string;
  readonly #options: LoggedStreamOptions;
  #sequence = 0;
  #waiting: StoredEvent[] = [];
  #waitingLength = 0;
  /** The messages before the first connection. */
  #held: StoredEvent[] | undefined = [];
  #heldLength = 0;
  #storing: Promise<void> | undefined;
  #isBroken = false;
  #isDelivered = false;
  #isOver = false;
  #connection: EventStream | undefined;
  #cancelGrace: (() => void) | undefined;

  /** `key` names it in the backplane; `header` is kept as its first event. */
  constructor(id: string, key: string, header: string, options: LoggedStreamOptions) {
    this.id = id;
    this.#key = key;
    this.#options = options;
    this.#store(header);
  }

  /** A client reads along on this instance. */
  get isConnected(): boolean {
    return this.#connection !== undefined;
  }

  /** The number of the last event. */
  get sequence(): number {
    return this.#sequence;
  }

  /** Settles when everything that was sent is stored, or could not be. */
  get stored(): Promise<void> {
    return this.#storing ?? Promise.resolve();
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Sends through `connection` from now on; called once. */
  connect(connection: EventStream): void {
    this.#cancelGrace?.();
    const held = this.#held ?? [];
    this.#held = undefined;
    if (!this.#isOver) this.#connection = connection;
    if (this.#options.isPrimed) connection.prime(`${this.id}_1`);
    for (const { message, sequence } of held) connection.send(message, `${this.id}_${sequence}`);
    if (this.#isOver) connection.end();
  }

  /** Sends one message. */
  send(message: string): void {
    if (this.#isOver) return;
    this.#store(message);
    if (this.#held && mayWait(this.#held.length, this.#heldLength)) {
      this.#held.push({ message, sequence: this.#sequence });
      this.#heldLength += message.length;
    }
    this.#connection?.send(message, `${this.id}_${this.#sequence}`);
  }

  /**
   * Lets the connection go, so that the client comes back after `retryMs`; does nothing where the
   * client has no id to come back with.
   */
  release(retryMs: number): void {
    const connection = this.#connection;
    if (!connection || !this.#options.isPrimed || this.#isBroken) return;
    this.#connection = undefined;
    connection.retry(retryMs);
    connection.end();
    this.#wait(retryMs + this.#options.graceMs);
  }

  /** Records that the connection is gone; the stream waits for its client, but not for ever. */
  disconnected(connection: EventStream): void {
    if (this.#connection !== connection) return;
    this.#connection = undefined;
    if (this.#isOver) return;
    // There is nothing to come back to.
    if (this.#isBroken) this.#options.onAbandoned();
    else this.#wait(this.#options.graceMs);
  }

  /** Records that the client reads on another connection, which follows the stored events. */
  followed(): void {
    const connection = this.#connection;
    this.#connection = undefined;
    connection?.end();
    if (!this.#isOver) this.#wait(this.#options.graceMs);
    if (this.#storing === undefined) this.#options.onStored();
  }

  /** Ends the stream for good; `successor` names the follower that carries on in its place. */
  end(successor = ""): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#cancelGrace?.();
    const connection = this.#connection;
    this.#isDelivered = connection !== undefined;
    this.#store(END_OF_STREAM + successor);
    this.#connection = undefined;
    connection?.end();
    this.#options.onEnd?.();
  }

  #wait(ms: number): void {
    this.#cancelGrace?.();
    const { clock, onAbandoned } = this.#options;
    this.#cancelGrace = clock.schedule(ms, onAbandoned, { isBackground: true });
  }

  #store(message: string): void {
    this.#sequence += 1;
    if (this.#isBroken) return;
    if (!mayWait(this.#waiting.length, this.#waitingLength)) {
      const message = `A stream can no longer be resumed: ${this.#waiting.length} of its events, with ${this.#waitingLength} characters, wait to be stored`;
      this.#options.log({ level: "warning", message });
      this.#break();
      return;
    }
    this.#waiting.push({ sequence: this.#sequence, message });
    this.#waitingLength += message.length;
    this.#storing ??= this.#append();
  }

  /** Stores nothing more, and takes away what is stored as far as that can be reached. */
  #break(): void {
    this.#isBroken = true;
    this.#waiting = [];
    this.#options.events.delete(this.#key).catch(() => undefined);
    this.#options.onBroken();
    const isAway = this.#held === undefined && this.#connection === undefined;
    if (!this.#isOver && isAway) {
      this.#cancelGrace?.();
      this.#options.onAbandoned();
    }
  }

  async #append(): Promise<void> {
    const { events, outage, graceMs, onStored, onOver } = this.#options;
    // The messages of one turn are stored in one go.
    await undefined;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      this.#waitingLength = 0;
      const isLast = this.#isOver;
      const lastMs = this.#isDelivered ? Math.min(graceMs, DELIVERED_TTL_MS) : graceMs;
      try {
        await events.append(this.#key, batch, isLast ? lastMs : RUNNING_TTL_MS);
        onStored();
      } catch (error) {
        outage.report("A stream could not be stored, and cannot be resumed", error);
        if (!this.#isBroken) this.#break();
      }
    }
    this.#storing = undefined;
    if (this.#isOver) onOver();
  }
}

function mayWait(count: number, length: number): boolean {
  return count < MAX_WAITING && length < MAX_WAITING_LENGTH;
}
