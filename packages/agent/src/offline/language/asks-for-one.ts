import { STOP_WORDS } from "./vocabulary.ts";

/** Nouns for a span of time: "last year" names no thing. */
const SPAN = /^(?:day|night|week|weekend|month|quarter|year|spring|summer|autumn|winter|time)$/i;

/**
 * Says whether a clause asks for one thing by its time: "the latest order", not "the latest
 * orders".
 */
export function asksForOne(clause: string): boolean {
  return [...clause.matchAll(/\b(?:latest|newest|last|most recent)\s+([a-z]+)/gi)].some(
    ([, noun = ""]) =>
      /[^s]$/i.test(noun) && !STOP_WORDS.has(noun.toLowerCase()) && !SPAN.test(noun),
  );
}
