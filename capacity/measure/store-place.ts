import type { StoreName } from "../kind.ts";

/** A place of the measurements in a store, empty at first and removed at the end. */
export interface StorePlace extends AsyncDisposable {
  readonly name: StoreName;
  /** The URL by which a fixture opens the place. */
  readonly url: string;
  /** The prefix by which a fixture keeps apart what it stores. */
  readonly prefix: string;
  /** Microseconds of processor time that the store has used; `undefined` if it cannot be read. */
  readProcessor(): Promise<number | undefined>;
  /** The operations that the store counts by itself; none where the fixture counts them. */
  readOperations(): Promise<Readonly<Record<string, number>>>;
}

/** Reads the first number of each line `name:value` or `name:calls=value,…` of Redis's INFO. */
export function readInfo(text: string): ReadonlyMap<string, number> {
  return new Map(
    [...text.matchAll(/^([^#:\s]+):(?:calls=)?([\d.]+)/gm)].map(([, name = "", value]) => [
      name,
      Number(value),
    ]),
  );
}
