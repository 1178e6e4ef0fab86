import type { Clock, Random } from "@mortise/protocol";
import { isGone, nameInstance } from "./instance-name.ts";
import type { QueueStore } from "./queue-store.ts";
import type { ServedCode } from "./served-code.ts";

/** The names that this process has or had, which its pid alone does not tell apart. */
const OWN = new Set<string>();

/** The means of a {@link Lease}. */
export interface LeaseParts {
  readonly store: QueueStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly leaseMs: number;
  /** Returns the kinds of this process with their revisions. */
  readonly serves: () => ServedCode;
  /** Called when the lease is over: others may have the tasks, so that nothing may go on with them. */
  readonly lost: () => void;
  /** Gives up the tasks of a lease that was lost because the database was away. */
  readonly handBack: (name: string) => Promise<void>;
}

/**
 * The name under which this process holds tasks, and how long.
 *
 * The process counts the time from before each renewal, by its own clock, so that a lease ends here no
 * later than in the database, even if that cannot be reached. A name whose lease was lost is not used
 * again.
 */
export class Lease {
  readonly #parts: LeaseParts;
  readonly #former = new Set<string>();
  #name = "";
  #end = Number.NEGATIVE_INFINITY;
  /** The database was asked in time to renew the lease, and has not answered. */
  #isUnanswered = false;
  #cancel: () => void = () => undefined;

  constructor(parts: LeaseParts) {
    this.#parts = parts;
  }

  /** The present name; empty without a lease. */
  get name(): string {
    return this.#name;
  }

  /** Whether tasks may be taken and gone on with. */
  get isHeld(): boolean {
    return this.#name !== "" && this.#parts.clock.monotonic() < this.#end;
  }

  /** Renews the lease, or takes one under a new name if it is over. */
  async keep(): Promise<void> {
    const { store, clock, leaseMs, serves } = this.#parts;
    const name = this.#name;
    const end = clock.monotonic() + leaseMs;
    if (name !== "") {
      this.#isUnanswered ||= this.isHeld;
      const isRenewed = await store.renew(name, leaseMs, serves());
      // It may have ended here while the database took its time.
      if (name === this.#name) {
        this.#isUnanswered = false;
        if (isRenewed) return this.#hold(end);
        this.#lose();
      }
    }
    await this.#take();
  }

  /** Gives the lease up, so that others take over at once what is left. */
  async end(): Promise<void> {
    const name = this.#name;
    this.#cancel();
    this.#name = "";
    for (const former of this.#former) OWN.delete(former);
    if (name === "") return;
    try {
      await this.#parts.store.unregister(name);
    } finally {
      OWN.delete(name);
    }
  }

  /** A process of this machine that has ended cannot come back, so its lease need not run out. */
  async forgetGone(): Promise<void> {
    const { store } = this.#parts;
    for (const name of await store.instances()) {
      if (isGone(name, (own) => OWN.has(own))) await store.unregister(name);
    }
  }

  async #take(): Promise<void> {
    const { store, clock, random, leaseMs, handBack, serves } = this.#parts;
    for (const former of this.#former) {
      await handBack(former);
      this.#former.delete(former);
      OWN.delete(former);
    }
    const name = nameInstance(random.uuid());
    OWN.add(name);
    const end = clock.monotonic() + leaseMs;
    try {
      await store.register(name, leaseMs, serves());
    } catch (error) {
      OWN.delete(name);
      throw error;
    }
    this.#name = name;
    this.#hold(end);
  }

  #hold(end: number): void {
    const { clock } = this.#parts;
    this.#end = end;
    this.#isUnanswered = false;
    this.#cancel();
    const left = Math.max(end - clock.monotonic(), 0);
    this.#cancel = clock.schedule(left, () => this.#lose(), { isBackground: true });
  }

  #lose(): void {
    if (this.#name === "") return;
    this.#cancel();
    // Tasks that kept this process from asking in time count as lost with it, or they would for ever.
    if (this.#isUnanswered) this.#former.add(this.#name);
    else OWN.delete(this.#name);
    this.#name = "";
    this.#parts.lost();
  }
}
