import { splitArgument } from "./split-argument.ts";

/** Reads the arguments of a prompt, which are all strings. */
export function readPromptArguments(words: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    words.map((word) => {
      const { key, value } = splitArgument(word);
      return [key, value];
    }),
  );
}
