/**
 * Numbers JSON values so that equal ones have the same number, each part of a value once.
 *
 * Objects are equal whatever the order of their members (2020-12, Core, 4.2.2).
 */
export class EqualValues {
  readonly #numbers = new Map<string, number>();
  readonly #known = new Map<object, number>();

  /** Returns the number of a value. */
  numberOf(value: unknown): number {
    if (typeof value !== "object" || value === null) {
      return this.#number(typeof value === "string" ? `"${value}` : String(value));
    }
    const known = this.#known.get(value);
    if (known !== undefined) return known;
    const number = this.#number(
      Array.isArray(value)
        ? `[${value.map((item) => this.numberOf(item)).join()}`
        : `{${this.#members(value)}`,
    );
    this.#known.set(value, number);
    return number;
  }

  #members(value: object): string {
    return Object.keys(value)
      .sort()
      .map((key) => {
        const member = (value as Readonly<Record<string, unknown>>)[key];
        return `${JSON.stringify(key)}:${this.numberOf(member)}`;
      })
      .join();
  }

  #number(text: string): number {
    const before = this.#numbers.get(text);
    if (before !== undefined) return before;
    const number = this.#numbers.size;
    this.#numbers.set(text, number);
    return number;
  }
}

/** Returns whether two JSON values are equal; looks no deeper into `a` than `b` goes. */
export function isEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return b.every((item, index) => isEqual(a[index], item));
  }
  const keys = Object.keys(b);
  return (
    keys.length === Object.keys(a).length &&
    keys.every(
      (key) =>
        Object.hasOwn(a, key) &&
        isEqual(
          (a as Readonly<Record<string, unknown>>)[key],
          (b as Readonly<Record<string, unknown>>)[key],
        ),
    )
  );
}
