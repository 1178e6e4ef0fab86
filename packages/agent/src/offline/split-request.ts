import { subjectWords } from "./tokenize.ts";

const OPENERS =
  "do|does|did|is|are|was|what|which|who|whom|when|where|how|has|have|list|show|get|find|search|tell|give|create|delete|" +
  "update|send|read|write|check|add|post|open|close|any|their|its";

const BOUNDARY = new RegExp(
  [
    String.raw`(?<=[?!;])\s+`,
    String.raw`(?<=\.)\s+(?=[A-Z])`,
    String.raw`,?\s+(?:and then|and also|and|then|also|plus)\s+(?=(?:${OPENERS})\b)`,
    String.raw`,\s+(?=(?:what|which|who|when|where|how|do|does|did|is|are|has|have)\b)`,
  ].join("|"),
  "i",
);

/** Splits a request into the clauses that each ask for one thing. */
export function splitRequest(request: string): string[] {
  const clauses = request
    .split(BOUNDARY)
    .map((clause) => clause.trim())
    .filter((clause) => subjectWords(clause).length > 0);
  return clauses.length ? clauses : [request];
}
