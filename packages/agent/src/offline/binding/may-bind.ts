import type { FoundValue } from "../language/extract-values.ts";
import { extractValues } from "../language/extract-values.ts";
import { rawWords, stem, words } from "../language/tokenize.ts";
import type { ToolProfile } from "../tool/tool-profile.ts";
import { isIdentifier, isReference } from "../tool/tool-profile.ts";

const PRONOUN = /\b(?:they|them|their|theirs|he|him|his|she|her|hers|it|its)\b/i;

/** A parameter of a tool, and the clause that asks for the call. */
export interface BindingPlace {
  readonly tool: ToolProfile;
  readonly key: string;
  readonly clause: string;
}

/**
 * Says whether a value may go into a parameter, by its source.
 *
 * Only the request says what to do: earlier turns and results say at most which thing is meant, and
 * text to write never comes from them.
 */
export function mayBind({ source, value }: FoundValue, place: BindingPlace): boolean {
  const { tool, key, clause } = place;
  const isRequired = tool.required.includes(key);
  if (source === "request") {
    // A filter counts for the clause that names it.
    if (isRequired || isIdentifier(key)) return true;
    return extractValues(clause, "request").some((said) => said.value === value);
  }
  if (!isReference(key, tool)) return source === "result" && isRequired && !tool.writes;
  if (source === "result") return isRequired;
  return mayCarryOver(source, place);
}

/** Says whether an earlier turn may say which thing is meant. */
function mayCarryOver(source: "history" | "earlier", { tool, key, clause }: BindingPlace): boolean {
  // A request that names one thing to change does not mean an earlier one.
  if (tool.writes && (source === "earlier" || namesSomething(clause))) return false;
  if (!tool.required.includes(key)) return source === "history" && PRONOUN.test(clause);
  return !speaksOfMany(clause, key);
}

function namesSomething(clause: string): boolean {
  const kinds = ["id", "uuid", "email", "channel"];
  return extractValues(clause, "request").some(({ kind }) => kinds.includes(kind));
}

/**
 * Says whether a clause speaks of many things of a parameter's kind: "Which customers have
 * tickets?"
 */
export function speaksOfMany(clause: string, key: string): boolean {
  const telling = words(key);
  return rawWords(clause).some(
    (word) => word.endsWith("s") && word !== stem(word) && telling.includes(stem(word)),
  );
}
