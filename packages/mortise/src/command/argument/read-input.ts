import { text } from "node:stream/consumers";
import type { JsonValue } from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";
import { parseJson } from "./parse-json.ts";
import { readWord } from "./read-word.ts";

/**
 * Reads `--input`: a JSON object, `@file` for one in a file, or `-` for one on standard input.
 *
 * @throws MortiseError `INVALID_OPTION` when it is no JSON object.
 */
export async function readInput(written: string): Promise<Record<string, JsonValue>> {
  const json = written === "-" ? await text(process.stdin) : await readWord(written);
  const value = parseJson(json.replace(/^\ufeff/, ""), "--input");
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Record<string, JsonValue>;
  }
  throw new MortiseError(
    "INVALID_OPTION",
    `--input is to be a JSON object, such as '{"customer_id":"C-1042"}'`,
  );
}
