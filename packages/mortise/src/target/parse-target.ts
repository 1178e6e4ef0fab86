import { statSync } from "node:fs";
import { basename, extname, resolve } from "node:path";
import { MortiseError } from "@mortise/protocol";

/** The target of a command. */
export type CommandTarget =
  | { readonly kind: "file"; readonly path: string; readonly label: string }
  | { readonly kind: "url"; readonly url: string; readonly label: string }
  | {
      readonly kind: "process";
      readonly command: string;
      readonly args: readonly string[];
      readonly label: string;
    };

const MODULE_EXTENSIONS = [".ts", ".mts", ".cts", ".js", ".mjs", ".cjs"];
const ADVICE =
  "give a .ts or .js file, a URL such as http://localhost:3000/mcp, or a command after --";

/**
 * Reads a target of the command line: a file or a URL.
 *
 * @throws MortiseError `INVALID_OPTION` with the targets that are possible.
 */
export function parseTarget(text: string): CommandTarget {
  if (/^https?:\/\//i.test(text)) return { kind: "url", url: readUrl(text), label: text };
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(text)) {
    throw invalid(`${quote(text)} has a scheme that MCP does not use; use http or https`);
  }
  const path = resolve(text);
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) throw invalid(`There is no file ${quote(text)}; ${ADVICE}`);
  if (!stats.isFile()) throw invalid(`${quote(text)} is not a file; ${ADVICE}`);
  if (!MODULE_EXTENSIONS.includes(extname(path))) {
    throw invalid(
      `${quote(text)} is not a .ts or .js file; start it by a command after --, such as: -- python ${text}`,
    );
  }
  return { kind: "file", path, label: text };
}

/** Returns the target that the words after `--` start. */
export function toProcessTarget(words: readonly string[]): CommandTarget {
  const [command, ...args] = words;
  if (command === undefined) throw invalid(`There is no command after --; ${ADVICE}`);
  return { kind: "process", command, args, label: words.join(" ") };
}

/** Returns the target of a command: the words after `--`, otherwise the first of `words`, which it removes. */
export function takeTarget(
  words: string[],
  serverCommand: readonly string[] | undefined,
): CommandTarget {
  if (serverCommand !== undefined) return toProcessTarget(serverCommand);
  const text = words.shift();
  if (text === undefined)
    throw invalid(`Which server? ${ADVICE.charAt(0).toUpperCase()}${ADVICE.slice(1)}`);
  return parseTarget(text);
}

/** Proposes a short name for a target, such as `customers` for `servers/customers.ts`. */
export function nameTarget(target: CommandTarget): string {
  if (target.kind === "url") return new URL(target.url).hostname;
  const path = target.kind === "file" ? target.path : target.command;
  return basename(path, extname(path));
}

function readUrl(text: string): string {
  if (URL.canParse(text)) return text;
  throw invalid(`${quote(text)} is not a URL`);
}

function quote(text: string): string {
  return JSON.stringify(text);
}

function invalid(message: string): MortiseError {
  return new MortiseError("INVALID_OPTION", message);
}
