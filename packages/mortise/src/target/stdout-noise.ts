import { redactText } from "@mortise/protocol";

const MARK = "wrote to stdout a line that is no message: ";

/** Returns, of the warnings of a connection, the finding that the server prints to stdout; `undefined` if it does not. */
export function findStdoutNoise(warnings: readonly string[]): string | undefined {
  const noise = warnings.find((each) => each.includes(MARK));
  if (noise === undefined) return undefined;
  const line = redactText(noise.slice(noise.indexOf(MARK) + MARK.length));
  return `the server prints to stdout, which is for messages; print to stderr: ${line}`;
}
