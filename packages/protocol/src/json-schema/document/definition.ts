import { MortiseError } from "../../error/mortise-error.ts";
import type { compileLinearPattern } from "../../pattern/linear-pattern.ts";
import type { Dialect } from "./dialect.ts";

/** A schema that is being read: its name in messages, and the dialect that it is written in. */
export interface Definition {
  /** Such as `The input of tool add`. */
  readonly owner: string;
  readonly dialect: Dialect;
  /**
   * Compiles the patterns of a schema of a stranger, which must not take more than linear time; absent
   * for the schemas of authors, so that their programs are without the engine.
   */
  readonly compileLinear: typeof compileLinearPattern | undefined;
}

const MAX_QUOTE = 80;

/** Makes the error for a schema that cannot be checked as it is written. */
export function invalidSchema(owner: string, pointer: string, reason: string): MortiseError {
  const place = pointer === "" ? "it" : `${pointer.slice(0, 200)}`;
  return new MortiseError("INVALID_DEFINITION", `${owner} is no JSON Schema: ${place} ${reason}`);
}

/** Quotes a value of a schema in one short line. */
export function quote(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > MAX_QUOTE ? `${text.slice(0, MAX_QUOTE)}…` : text;
}

/** Adds a step to a JSON pointer (RFC 6901). */
export function pointerTo(pointer: string, key: string | number): string {
  return `${pointer}/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`;
}
