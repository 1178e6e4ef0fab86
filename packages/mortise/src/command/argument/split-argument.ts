import { MortiseError } from "@mortise/protocol";

/** An argument as it was written: `key=value`, or `key:=json`. */
export interface WrittenArgument {
  readonly key: string;
  readonly value: string;
  readonly isJson: boolean;
}

/**
 * Splits `key=value` or `key:=json`.
 *
 * @throws MortiseError `INVALID_OPTION` when it is neither.
 */
export function splitArgument(word: string): WrittenArgument {
  const equals = word.indexOf("=");
  const isJson = equals > 1 && word[equals - 1] === ":";
  const key = word.slice(0, isJson ? equals - 1 : Math.max(equals, 0));
  if (key !== "") return { key, value: word.slice(equals + 1), isJson };
  throw new MortiseError(
    "INVALID_OPTION",
    `${JSON.stringify(word)} is no argument; write key=value, or key:=json for JSON`,
  );
}
