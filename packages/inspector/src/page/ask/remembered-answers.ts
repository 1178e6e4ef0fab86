import type { JsonObject } from "@mortise/protocol";
import type { Ask } from "../../contract/index.ts";

const answers = new Map<string, JsonObject>();

/** Keeps the answer for questions like this one, until the page is closed. */
export function rememberAnswer(ask: Ask, answer: JsonObject): void {
  answers.set(keyOf(ask), answer);
}

/** Returns the answer that was kept for such a question. */
export function recallAnswer(ask: Ask): JsonObject | undefined {
  return answers.get(keyOf(ask));
}

/** Forgets every answer of a connection, and returns how many there were. */
export function forgetAnswers(connection: string): number {
  const keys = [...answers.keys()].filter((key) => key.startsWith(`${connection}\n`));
  for (const key of keys) answers.delete(key);
  return keys.length;
}

/** Returns the number of answers that are kept for a connection. */
export function countAnswers(connection: string): number {
  return [...answers.keys()].filter((key) => key.startsWith(`${connection}\n`)).length;
}

/** The same words and the same fields are the same question; samplings of a server are all alike. */
function keyOf({ connection, kind, params }: Ask): string {
  const words = kind === "sampling" ? [] : [params["message"], params["requestedSchema"]];
  return [connection, kind, JSON.stringify(words)].join("\n");
}
