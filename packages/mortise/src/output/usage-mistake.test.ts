import { expect, test } from "vitest";
import { toUsageMistake } from "./usage-mistake.ts";

test.each([
  ["error: unknown command 'frob'\n", 'unknown command "frob"; see --help'],
  [
    "error: unknown command 'lst'\n(Did you mean list?)\n",
    'unknown command "lst"; did you mean list?',
  ],
  [
    "error: unknown option '--jsn'\n(Did you mean one of --json, --js?)",
    'unknown option "--jsn"; did you mean --json, --js?',
  ],
  [
    "error: option '--as <provider>' argument 'x' is invalid. Allowed choices are a, b.\n",
    'option "--as <provider>" argument "x" is invalid. Allowed choices are a, b; see --help',
  ],
])("%j is said in a sentence", (said, sentence) => {
  expect(toUsageMistake(said)).toBe(sentence);
});
