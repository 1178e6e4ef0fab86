import { STOP_WORDS } from "./vocabulary.ts";

/**
 * Says whether a clause asks for one thing by its time: "the latest order", not "the latest
 * orders".
 */
export function asksForOne(clause: string): boolean {
  const [, noun = ""] = /\b(?:latest|newest|last|most recent)\s+([a-z]+)/i.exec(clause) ?? [];
  return /[^s]$/i.test(noun) && !STOP_WORDS.has(noun.toLowerCase());
}
