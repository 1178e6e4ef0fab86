import { splitArgument } from "./split-argument.ts";

/** Reads the arguments of a prompt, which are all strings. */
export async function readPromptArguments(
  words: readonly string[],
): Promise<Record<string, string>> {
  const written = await Promise.all(words.map(splitArgument));
  return Object.fromEntries(written.map(({ key, value }) => [key, value]));
}
