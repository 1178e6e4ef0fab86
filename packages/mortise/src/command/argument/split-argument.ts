import { MortiseError } from "@mortise/protocol";
import { readWord } from "./read-word.ts";

/** An argument as it was written: `key=value`, or `key:=json`. */
export interface WrittenArgument {
  readonly key: string;
  readonly value: string;
  readonly isJson: boolean;
}

/**
 * Splits `key=value` or `key:=json`; the value may be `@file`.
 *
 * @throws MortiseError `INVALID_OPTION` when it is neither, or the file cannot be read.
 */
export async function splitArgument(word: string): Promise<WrittenArgument> {
  const equals = word.indexOf("=");
  const isJson = equals > 1 && word[equals - 1] === ":";
  const key = word.slice(0, isJson ? equals - 1 : Math.max(equals, 0));
  if (key !== "") return { key, value: await readWord(word.slice(equals + 1)), isJson };
  throw new MortiseError(
    "INVALID_OPTION",
    `${JSON.stringify(word)} is no argument; write key=value, or key:=json for JSON`,
  );
}
