import type { FoundValue } from "../language/extract-values.ts";
import { extractValues } from "../language/extract-values.ts";
import { rawWords, stem, words } from "../language/tokenize.ts";
import type { ToolProfile } from "../tool/tool-profile.ts";
import { isIdentifier, isReference } from "../tool/tool-profile.ts";

const PRONOUN = /\b(?:they|them|their|theirs|he|him|his|she|her|hers|it|its)\b/i;

/**
 * Says whether a value may go into a parameter, by where it was found. Only the request says what to do: earlier turns
 * and results say at most which thing is meant, and what a tool writes never comes from them.
 */
export function mayBind(
  { source, value }: FoundValue,
  { tool, key, clause }: { tool: ToolProfile; key: string; clause: string },
): boolean {
  const isRequired = tool.required.includes(key);
  if (source === "request") {
    // A filter counts for the clause that names it.
    if (isRequired || isIdentifier(key)) return true;
    return extractValues(clause, "request").some((said) => said.value === value);
  }
  if (!isReference(key, tool)) return source === "result" && isRequired && !tool.writes;
  if (source === "result") return isRequired;
  // Who names one thing to change does not mean another of before.
  if (tool.writes && (source === "earlier" || namesSomething(clause))) return false;
  if (!isRequired) return source === "history" && PRONOUN.test(clause);
  return !speaksOfMany(clause, key);
}

function namesSomething(clause: string): boolean {
  const kinds = ["id", "uuid", "email", "channel"];
  return extractValues(clause, "request").some(({ kind }) => kinds.includes(kind));
}

/** Says whether a clause speaks of many things of a parameter's kind: "Which customers have tickets?" means nobody. */
export function speaksOfMany(clause: string, key: string): boolean {
  const telling = words(key);
  return rawWords(clause).some(
    (word) => word.endsWith("s") && word !== stem(word) && telling.includes(stem(word)),
  );
}
