import type { JsonObject } from "@mortise/protocol";
import { canonicalJson } from "@mortise/protocol";
import { mayBeRounded, parseExactJson, roundNumbers } from "../../contract/index.ts";

/** Returns a result with the digits that the client rounded, if `answer` is the text that it was read from. */
export function withDigits(result: JsonObject, answer = ""): JsonObject {
  if (!mayBeRounded(answer)) return result;
  const { result: exact } = parseExactJson(answer) as { readonly result?: JsonObject };
  const rounded = exact && roundNumbers(exact);
  if (exact === undefined || rounded === exact) return result;
  return canonicalJson(rounded) === canonicalJson(result) ? exact : result;
}
