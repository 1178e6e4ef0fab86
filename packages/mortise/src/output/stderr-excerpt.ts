import { toLine } from "./printable.ts";
import { findUserFrame, findUserLine } from "./user-frame.ts";

const MAX_LINES = 12;
const MAX_LENGTH = 400;
/** Below a longer line of source, as minified code has them, Node marks no place. */
const MARKED_LENGTH = 1_020;
const CARETS = /^\s*\^+\s*$/;
const FRAME = /^\s+at /;
/** The place that Node writes above the source line of an error that nothing caught. */
const PLACE = /^(?:file:\/\/|node:|\/|[A-Za-z]:\\).*:\d+$/;
const NOISE =
  /^Node\.js v|ExperimentalWarning|--trace-warnings|^\s+(?:code: '|data: \{\}|\[stack\])|^\s*\}$/;

/**
 * Returns the last lines that a server wrote before it failed. In place of the frames of a stack and
 * of Node's own lines stands the place in the user's code, such as `(server.ts:3:5)`.
 */
export function excerptStderr(stderr: string): string[] {
  const written = stderr.split("\n");
  const kept: string[] = [];
  let above: string | undefined;
  for (let index = 0; index < written.length; index += 1) {
    const line = written[index] ?? "";
    if (FRAME.test(line)) {
      const end = written.findIndex((later, at) => at > index && !FRAME.test(later));
      const frames = written.slice(index, end === -1 ? undefined : end);
      index += frames.length - 1;
      // An error of syntax has no frame in the file; the place stands above the message.
      const place = findUserFrame(frames.join("\n")) ?? above;
      above = undefined;
      const last = kept.length - 1;
      if (place !== undefined && last >= 0) kept[last] = `${kept[last]} (${place})`;
      if (frames.at(-1)?.endsWith("{")) index += countMembers(written.slice(index + 1));
    } else if (isNoise(line, written.slice(index + 1, index + 3))) {
      above = findUserLine(line) ?? above;
    } else {
      const shown = toLine(line);
      kept.push(shown.length > MAX_LENGTH ? `${shown.slice(0, MAX_LENGTH)} …` : shown);
    }
  }
  return kept.slice(-MAX_LINES);
}

/** Counts the lines of an error's own members, such as `code`, which stand before its cause. */
function countMembers(lines: readonly string[]): number {
  const end = lines.findIndex((line) => /^\s*\}$/.test(line) || /^\s+\[cause\]: /.test(line));
  return Math.max(end, 0);
}

/** Whether a line says nothing: Node marks the place of an error in the source, and repeats it below. */
function isNoise(line: string, [next = "", afterNext = ""]: readonly string[]): boolean {
  if (line.trim() === "" || CARETS.test(line) || CARETS.test(next) || NOISE.test(line)) return true;
  if (line.length > MARKED_LENGTH && next === "" && afterNext !== "") return true;
  return PLACE.test(line) && (CARETS.test(afterNext) || next.length > MARKED_LENGTH);
}
