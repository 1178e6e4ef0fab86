/** A part of what callers share. */
export interface Held {
  /** The caller; absent for a part that is never taken away. */
  readonly holder?: string | undefined;
}

/** The need of a newcomer: one part more, or so many characters more. */
export interface Need {
  readonly count?: number;
  readonly length?: number;
}

/** The parts of one caller, oldest first, and the characters of each. */
class Share<Part> {
  readonly parts = new Map<Part, number>();
  length = 0;
}

/** Counts the parts and characters that each caller holds of something that all of them share. */
export class Shares<Part extends Held> {
  readonly #shares = new Map<string | undefined, Share<Part>>();
  #length = 0;

  /** Characters of all parts. */
  get length(): number {
    return this.#length;
  }

  add(part: Part, length: number): void {
    const share = this.#shares.get(part.holder) ?? new Share<Part>();
    this.#shares.set(part.holder, share);
    share.parts.set(part, length);
    share.length += length;
    this.#length += length;
  }

  remove(part: Part): void {
    const share = this.#shares.get(part.holder);
    const length = share?.parts.get(part);
    if (share === undefined || length === undefined) return;
    share.parts.delete(part);
    share.length -= length;
    this.#length -= length;
    if (share.parts.size === 0) this.#shares.delete(part.holder);
  }

  clear(): void {
    this.#shares.clear();
    this.#length = 0;
  }

  /**
   * Chooses the part that makes room for `holder`: the oldest of the caller that holds most, if it
   * holds more than `holder` would.
   */
  chooseFor(holder: string | undefined, { count = 0, length = 0 }: Need): Part | undefined {
    const measure = ({ parts, length: held }: Share<Part>): number =>
      count > 0 ? parts.size : held;
    const own = this.#shares.get(holder);
    const wanted = (own ? measure(own) : 0) + count + length;
    let most: Share<Part> | undefined;
    for (const [name, share] of this.#shares) {
      if (name === undefined || name === holder || measure(share) <= wanted) continue;
      if (most === undefined || measure(share) > measure(most)) most = share;
    }
    const [oldest] = most?.parts.keys() ?? [];
    return oldest;
  }
}
