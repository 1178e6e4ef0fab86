import type { JsonObject } from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";
import { isJsonObject } from "../json-object.ts";

/** A result that is one list, and the methods and members of those there are. */
export interface ListRead {
  readonly method: "resources/read" | "prompts/get" | "completion/complete";
  readonly field: keyof typeof ENTRIES;
  readonly warn: (message: string) => void;
}

const ENTRIES = {
  contents: (entry: unknown): boolean =>
    isJsonObject(entry) && (typeof entry["text"] === "string" || typeof entry["blob"] === "string"),
  messages: (entry: unknown): boolean =>
    isJsonObject(entry) && typeof entry["role"] === "string" && isJsonObject(entry["content"]),
  values: (entry: unknown): boolean => typeof entry === "string",
} as const;

/**
 * Reads the list of contents, messages or values in a result. An entry that is none is left out with a
 * warning, as it is from a list of tools.
 *
 * @throws MortiseError `INVALID_RESPONSE` for a result without the list.
 */
export function readList<Result>(
  result: JsonObject | undefined,
  { method, field, warn }: ListRead,
): Result {
  // An empty list of Go is written as null.
  const list = result?.[field] === null ? [] : result?.[field];
  if (!Array.isArray(list)) {
    throw new MortiseError("INVALID_RESPONSE", `${method} was answered without a list of ${field}`);
  }
  const entries = list.filter(ENTRIES[field]);
  if (entries.length < list.length) {
    warn(`${method} was answered with ${field} that the protocol does not know; they are left out`);
  }
  return { ...result, [field]: entries } as Result;
}
