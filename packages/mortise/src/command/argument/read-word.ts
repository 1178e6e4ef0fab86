import { text } from "node:stream/consumers";
import { MortiseError } from "@mortise/protocol";
import { readTextFile } from "../../target/read-text-file.ts";

/**
 * Returns the text that a word of the command line stands for: `@file` for the text of a file, `@-`
 * for standard input, `@@…` for a text that begins with `@`; anything else is the text itself.
 *
 * @throws MortiseError `INVALID_OPTION` when the file cannot be read.
 */
export async function readWord(word: string): Promise<string> {
  if (!word.startsWith("@") || word === "@") return word;
  if (word.startsWith("@@")) return word.slice(1);
  if (word === "@-") return text(process.stdin);
  const file = word.slice(1);
  try {
    return readTextFile(file);
  } catch (cause) {
    throw new MortiseError(
      "INVALID_OPTION",
      `Cannot read ${JSON.stringify(file)}: ${(cause as Error).message}. For a text that begins with @, write @${word}`,
      { cause },
    );
  }
}
