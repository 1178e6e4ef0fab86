/** Servers that take waiting visitors in the order of their arrival, and count the time they are busy. */
export class StationQueue<Visitor> {
  readonly #servers: number;
  #waiting: Visitor[] = [];
  #next = 0;
  #busy = 0;
  #since = 0;
  /** Server-seconds of work so far. */
  worked = 0;

  constructor(servers: number) {
    this.#servers = servers;
  }

  /** Takes a server for the visitor, or lets it wait; returns whether its service begins now. */
  enter(now: number, visitor: Visitor): boolean {
    if (this.#busy === this.#servers) {
      this.#waiting.push(visitor);
      return false;
    }
    this.#count(now, 1);
    return true;
  }

  /** Gives a server back; returns the visitor whose service begins now, if one waits. */
  leave(now: number): Visitor | undefined {
    const visitor = this.#waiting[this.#next];
    if (visitor === undefined) {
      this.#count(now, -1);
      return undefined;
    }
    this.#next += 1;
    if (this.#next > 1_000 && this.#next * 2 > this.#waiting.length) {
      this.#waiting = this.#waiting.slice(this.#next);
      this.#next = 0;
    }
    this.#count(now, 0);
    return visitor;
  }

  #count(now: number, change: number): void {
    this.worked += this.#busy * (now - this.#since);
    this.#since = now;
    this.#busy += change;
  }
}
