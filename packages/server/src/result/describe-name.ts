import { ErrorCode, ProtocolError } from "@mortise/protocol";
import { speltLike } from "./spelt-like.ts";

const MAX_LENGTH = 200;

/** Repeats in a message what a caller named, without trusting its type or length. */
export function describeName(value: unknown): string {
  if (value === undefined) return "(no name)";
  if (value === null) return "(null)";
  if (typeof value === "object") return Array.isArray(value) ? "(an array)" : "(an object)";
  if (typeof value !== "string") return `(a ${typeof value})`;
  return value.length > MAX_LENGTH ? `${value.slice(0, MAX_LENGTH)}…` : value;
}

/** Names that an error offers in place of the one that is not there. */
const MAX_OFFERED = 20;

/** Makes the error for a tool or prompt that there is none of, with those there are, the ones spelt like it first. */
export function unknownName(
  noun: "tool" | "prompt",
  name: unknown,
  entries: readonly { readonly name: string }[],
): ProtocolError {
  const names = entries.map((entry) => entry.name);
  const near = typeof name === "string" ? speltLike(name, names, MAX_OFFERED) : [];
  const ordered = [...new Set([...near, ...names])];
  const more = ordered.length > MAX_OFFERED ? `, and ${ordered.length - MAX_OFFERED} more` : "";
  const known = `${ordered.slice(0, MAX_OFFERED).join(", ")}${more}` || "none";
  return new ProtocolError(
    ErrorCode.InvalidParams,
    `Unknown ${noun}: ${describeName(name)}. This server has: ${known}`,
  );
}
