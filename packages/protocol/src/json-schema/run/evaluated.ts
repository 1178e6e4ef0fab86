/**
 * The members and items of one value that keywords have looked at (2020-12, Core, 11).
 */
export class Evaluated {
  readonly names: Set<string> = new Set();
  /** Items before this index were looked at; infinite for all. */
  until = 0;
  readonly indexes: Set<number> = new Set();

  hasItem(index: number): boolean {
    return index < this.until || this.indexes.has(index);
  }

  /** Takes over what a part of the schema that holds has looked at. */
  add(other: Evaluated): void {
    for (const name of other.names) this.names.add(name);
    for (const index of other.indexes) this.indexes.add(index);
    this.until = Math.max(this.until, other.until);
  }
}
