import { statSync } from "node:fs";
import { basename, extname, resolve } from "node:path";
import { MortiseError, redactText } from "@mortise/protocol";
import type { CommandTarget, FileTarget, ProgramTarget } from "./command-target.ts";

const MODULE_EXTENSIONS = [".ts", ".mts", ".cts", ".js", ".mjs", ".cjs"];
/** The advice of messages about targets. */
export const TARGET_ADVICE =
  "give a .ts or .js file, a URL such as http://localhost:3000/mcp, or a command after --";
const ADDRESS = /^([a-z0-9][\w.-]*|\[[\da-f:.]+\])(:\d+)?(\/.*)?$/i;
const LOCAL = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/i;
const SECRET_FLAG = /^--?[\w-]*(?:key|token|secret|passw|auth|credential)[\w-]*$/i;
const SECRET_SETTING = /^(-*[\w-]*(?:key|token|secret|passw|auth|credential)[\w-]*=).+$/i;

/**
 * Reads a target of the command line: a file, also as `file:export`, or a URL.
 *
 * @throws MortiseError `INVALID_OPTION` with the targets that are possible.
 */
export function parseTarget(text: string): CommandTarget {
  if (/^https?:\/\//i.test(text)) return { kind: "url", url: readUrl(text), label: hide(text) };
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(text)) {
    throw invalid(`${quote(hide(text))} has a scheme that MCP does not use; use http or https`);
  }
  const named = readNamedExport(text);
  if (named !== undefined) return named;
  const path = resolve(text);
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) {
    const url = proposeUrl(text);
    if (url === undefined) throw invalid(`There is no file ${quote(text)}; ${TARGET_ADVICE}`);
    throw invalid(`There is no file ${quote(hide(text))}; did you mean ${url}?`);
  }
  if (!stats.isFile()) throw invalid(`${quote(text)} is not a file; ${TARGET_ADVICE}`);
  if (!MODULE_EXTENSIONS.includes(extname(path))) {
    throw invalid(
      `${quote(text)} is not a .ts or .js file; start it by a command after --, such as: -- python ${text}`,
    );
  }
  return { kind: "file", path, label: text };
}

/** Returns the target that the words after `--` start. */
export function toProcessTarget(words: readonly string[]): ProgramTarget {
  const [command, ...args] = words;
  if (command === undefined) throw invalid(`There is no command after --; ${TARGET_ADVICE}`);
  return { kind: "process", command, args, label: labelWords(words) };
}

/** Proposes a short name for a target, such as `customers` for `servers/customers.ts`. */
export function nameTarget(target: CommandTarget): string {
  if (target.kind === "url") return new URL(target.url).hostname;
  if (target.kind === "file" && target.exportName !== undefined) return target.exportName;
  const path = target.kind === "file" ? target.path : target.command;
  return basename(path, extname(path));
}

/** Reads `file.ts:name`, unless a file is called so. */
function readNamedExport(text: string): FileTarget | undefined {
  const colon = text.lastIndexOf(":");
  const path = resolve(text.slice(0, Math.max(colon, 0)));
  if (colon < 1 || isFile(resolve(text)) || !isFile(path)) return undefined;
  if (!MODULE_EXTENSIONS.includes(extname(path))) return undefined;
  const exportName = text.slice(colon + 1);
  if (exportName !== "") return { kind: "file", path, exportName, label: text };
  throw invalid(`${quote(text)} names no export; write file:export, or leave the colon out`);
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

function readUrl(text: string): string {
  if (URL.canParse(text)) return text;
  throw invalid(`${quote(hide(text))} is not a URL`);
}

/** Completes a text that is a URL but for its scheme, such as `127.0.0.1:3000/mcp`. */
function proposeUrl(text: string): string | undefined {
  const [, host = "", port, path = ""] = ADDRESS.exec(text) ?? [];
  if (MODULE_EXTENSIONS.includes(extname(path || host))) return undefined;
  const isLocal = LOCAL.test(host);
  if (!isLocal && port === undefined && !(host.includes(".") && path !== "")) return undefined;
  const url = `${isLocal || port !== undefined ? "http" : "https"}://${hide(text)}`;
  return URL.canParse(url) ? url : undefined;
}

/** Names the server of a target: its file, its URL or its command line, without secrets. */
export function describeTarget(target: CommandTarget): string {
  if (target.kind === "url") return hide(target.url);
  return target.kind === "file" ? target.label : labelWords([target.command, ...target.args]);
}

/** Leaves out what may be a secret: the user and password, the query and the fragment. */
function hide(text: string): string {
  return text.replace(/:\/\/.*@/s, "://").replace(/[?#].*$/s, "");
}

function labelWords(words: readonly string[]): string {
  return hideSecrets(words).join(" ");
}

/** Returns the words of a command with an ellipsis in place of those that may be secrets. */
export function hideSecrets(words: readonly string[]): string[] {
  return words.map((word, index) => {
    if (SECRET_FLAG.test(words[index - 1] ?? "")) return "…";
    return SECRET_SETTING.test(word) ? word.replace(SECRET_SETTING, "$1…") : redactText(word);
  });
}

function quote(text: string): string {
  return JSON.stringify(text);
}

function invalid(message: string): MortiseError {
  return new MortiseError("INVALID_OPTION", message);
}
