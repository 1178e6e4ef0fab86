import type { InstallClient } from "./client/install-client.ts";

/** The forms in which files of clients name a variable of the client's environment. */
const FORM = /\$\{(?:env:)?([A-Za-z_]\w*)\}|\{env:([A-Za-z_]\w*)\}/;

/** A variable that a value names. */
export interface Reference {
  /** The name of the variable. */
  readonly variable: string;
  /** The text that names it. */
  readonly written: string;
  /** Whether the value is nothing else. */
  readonly isWhole: boolean;
}

/** Finds the first reference in a value, in the form of any client; `undefined` without one. */
export function findReference(value: string): Reference | undefined {
  const found = FORM.exec(value);
  if (found === null) return undefined;
  const [written, ...names] = found;
  const variable = names.find((name) => name !== undefined) ?? "";
  return { variable, written, isWhole: written === value };
}

/** Returns whether a reference is in the form that a client is known to fill in. */
export function isFilledBy(client: InstallClient, reference: Reference): boolean {
  return client.reference?.(reference.variable) === reference.written;
}
