import type { Random } from "../random.ts";

/** Settings of {@link createFakeRandom}. */
export interface FakeRandomOptions {
  /** Chooses the sequence, a whole number from 0. Default 0. */
  readonly seed?: number;
}

/**
 * Creates a source of identifiers and bytes that is the same in every run. Pass it wherever Mortise
 * takes `random`, such as `createServer({ random })`. Never protect anything with it.
 *
 * Identifiers count: `00000000-0000-4000-8000-000000000001` is the first one of seed 0. Bytes come
 * from the generator mulberry32.
 */
export function createFakeRandom({ seed = 0 }: FakeRandomOptions = {}): Random {
  let count = 0;
  let state = seed >>> 0;
  const group = toHex(seed, 8);
  const nextByte = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) & 0xff;
  };
  return {
    uuid: () => `${group}-0000-4000-8000-${toHex(++count, 12)}`,
    bytes: (length) => Uint8Array.from({ length }, nextByte),
  };
}

function toHex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, "0").slice(-digits);
}
