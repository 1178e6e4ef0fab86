import type { Schema } from "./json-schema.ts";

/** Whether callers send the value (the input of a tool) or receive it (its output). */
export type Side = "input" | "output";

/**
 * The change of the set of allowed values: fewer, more, both or unknown (`other`), or none that matters
 * to callers (`none`).
 */
export type Effect = "narrower" | "wider" | "other" | "none";

/** One difference between two schemas. */
export interface SchemaChange {
  /** The place, such as `filter.tags[]`; empty for the whole. */
  readonly place: string;
  readonly effect: Effect;
  /** The change, to be read after the place, such as `became required`. */
  readonly text: string;
}

/** Two documents that are compared, and the comparison of their parts. */
export interface Comparison {
  readonly side: Side;
  readonly roots: { readonly before: Schema; readonly after: Schema };
  /** Compares one part with its counterpart. */
  compare(before: Schema, after: Schema, place: string): SchemaChange[];
}

/** Whether a caller that worked with the old schema may fail with the new one. */
export function isBreaking({ effect }: SchemaChange, side: Side): boolean {
  return effect === "other" || effect === (side === "input" ? "narrower" : "wider");
}

/** Joins a place and the name of a member. */
export function memberOf(place: string, name: string): string {
  return place === "" ? name : `${place}.${name}`;
}
