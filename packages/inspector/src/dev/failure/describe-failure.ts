import { readFileSync } from "node:fs";
import type { BuildState, Place } from "../../contract/index.ts";
import type { ThrownError } from "../message.ts";
import { toUserFile } from "../user-file.ts";
import { readUserFrames, shownFile } from "./user-frames.ts";

/** Why a version of the server was not loaded, as the page and the terminal show it. */
export type BuildFailure = NonNullable<BuildState["error"]>;

/** The file and line above the source that Node quotes for a syntax error. */
const QUOTED = /^(file:\/\/\S+|\/.+|[A-Za-z]:\\.+):(\d+)$/m;
const CARET = /^(\s*)\^+\s*$/m;
const IMPORTED_FROM = /^Cannot find (?:module|package) '([^']+)' imported from (.+)$/m;
/** Lines of the source before and after the place. */
const AROUND = 2;
/** Longer lines of a source are bundled code. */
const MAX_LINE = 300;

/** The remedies of errors whose own text has none. */
const REMEDIES: Readonly<Record<string, string>> = {
  ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX:
    "Node only strips types; write it without code that TypeScript must generate (a const object for an enum, fields for parameter properties), or start with NODE_OPTIONS=--experimental-transform-types",
  ERR_MODULE_NOT_FOUND: "install the package, or correct the path and its extension",
};

/** Describes an error of the user's code: its place, the source around it, and the user's frames. */
export function describeFailure(error: ThrownError, folder: string): BuildFailure {
  const frames = readUserFrames(error.stack);
  const found = findQuoted(error.stack) ?? findImport(error) ?? frames[0];
  const shown = (place: Place): Place => ({ ...place, file: shownFile(place.file, folder) });
  const remedy = REMEDIES[error.code ?? ""];
  const frame = found && readFrame(found);
  return {
    message: remedy === undefined ? firstLines(error.message) : `${error.message}; ${remedy}`,
    ...(found && { place: shown(found) }),
    ...(frame && { frame }),
    ...(frames.length > 0 && { stack: frames.map(shown) }),
  };
}

/** Places that a stack names, as they are shown. */
export function describeStack(stack: string, folder: string): Place[] {
  return readUserFrames(stack).map((place) => ({ ...place, file: shownFile(place.file, folder) }));
}

/** Finds the place of a syntax error, which Node writes above the message. */
function findQuoted(stack: string): Place | undefined {
  const head = stack.slice(0, stack.search(/^\s+at /m) >>> 0);
  const [whole, written = "", line] = QUOTED.exec(head) ?? [];
  const file = toUserFile(written);
  if (whole === undefined || file === undefined) return undefined;
  const caret = CARET.exec(head.slice(head.indexOf(whole) + whole.length))?.[1];
  return { file, line: Number(line), column: (caret?.length ?? 0) + 1 };
}

/** Finds the import that names a missing module. */
function findImport({ message }: ThrownError): Place | undefined {
  const [, target = "", from = ""] = IMPORTED_FROM.exec(message) ?? [];
  const file = from === "" ? undefined : toUserFile(from);
  if (file === undefined) return undefined;
  const name = target.split(/[\\/]/).at(-1) ?? target;
  const lines = readLines(file) ?? [];
  const index = lines.findIndex(
    (line) => /\b(?:import|from|require)\b/.test(line) && line.includes(name),
  );
  if (index < 0) return { file, line: 1, column: 1 };
  const column = (lines[index] as string).search(/["'`]/) + 1;
  return { file, line: index + 1, column: Math.max(column, 1) };
}

function readFrame({ file, line }: Place): BuildFailure["frame"] {
  const lines = readLines(file);
  if (lines === undefined || line > lines.length) return undefined;
  const first = Math.max(line - AROUND, 1);
  const last = Math.min(line + AROUND, lines.length);
  return lines
    .slice(first - 1, last)
    .map((text, index) => ({ line: first + index, text: text.slice(0, MAX_LINE) }));
}

function readLines(file: string): string[] | undefined {
  try {
    return readFileSync(file, "utf8").split(/\r?\n/);
  } catch {
    // The file may have gone since.
    return undefined;
  }
}

/** Errors of libraries such as zod carry a document in their message. */
function firstLines(message: string): string {
  return message.split("\n").slice(0, 10).join("\n");
}
