import { globSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";
import { parseSync, Visitor } from "oxc-parser";
import type { Prose } from "./read-prose.ts";
import { readMarkdownProse, readSourceProse } from "./read-prose.ts";
import type { Allowance } from "./words.ts";
import { BANNED, BANNED_IN_NAMES } from "./words.ts";

export interface LanguageFault {
  readonly path: string;
  readonly line: number;
  readonly found: string;
  readonly instead: string;
}

/** Lists the files whose prose is checked: sources and Markdown, less the allowed ones. */
export function listProseFiles(root: string, allowed: readonly Allowance[]): readonly string[] {
  return globSync("**/*.{ts,tsx,md}", {
    cwd: root,
    exclude: (path) => /(^|[\\/])(node_modules|\.tsc|\.pack|coverage)([\\/]|$)/.test(String(path)),
  })
    .concat(globSync(".{github,changeset}/**/*.md", { cwd: root }))
    .map((path) => path.split(sep).join("/"))
    .filter((path) => !allowed.some((one) => isWhole(one) && path.startsWith(one.path)))
    .sort();
}

/** Reads a file and returns each banned word of its prose and of its identifiers. */
export function findBannedInFile(
  root: string,
  path: string,
  allowed: readonly Allowance[],
): readonly LanguageFault[] {
  return findBanned(path, readFileSync(join(root, path), "utf8"), allowed);
}

export function findBanned(
  path: string,
  text: string,
  allowed: readonly Allowance[] = [],
): readonly LanguageFault[] {
  const here = allowed.filter((one) => path.startsWith(one.path));
  const check = (prose: readonly Prose[]): readonly LanguageFault[] =>
    findInProse(
      path,
      prose.filter((one) => !here.some((allowance) => excuses(allowance, one))),
    );
  if (path.endsWith(".md")) return check(readMarkdownProse(text));
  return [...check(readSourceProse(path, text)), ...findInNames(path, text)];
}

/** The allowance is for everything in its files, their identifiers too. */
function isWhole({ kind, text }: Allowance): boolean {
  return kind === undefined && text === undefined;
}

function excuses({ kind, text = "" }: Allowance, prose: Prose): boolean {
  return (kind === undefined || kind === prose.kind) && prose.text.includes(text);
}

export function describeFault({ path, line, found, instead }: LanguageFault): string {
  return `${path}:${line} "${found}": ${instead}`;
}

function findInProse(path: string, prose: readonly Prose[]): readonly LanguageFault[] {
  return prose.flatMap(({ line, text }) =>
    BANNED.flatMap(({ pattern, instead }) =>
      [...text.replaceAll("\n", " ").matchAll(pattern)].map((match) => ({
        path,
        line: line + text.slice(0, match.index).split("\n").length - 1,
        found: shorten(match[0]),
        instead,
      })),
    ),
  );
}

function findInNames(path: string, text: string): readonly LanguageFault[] {
  const found: LanguageFault[] = [];
  const check = ({ name, start }: { readonly name: string; readonly start: number }): void => {
    const words = name.split(/_|(?<=[a-z0-9])(?=[A-Z])/).map((word) => word.toLowerCase());
    if (!words.some((word) => BANNED_IN_NAMES.has(word))) return;
    const line = text.slice(0, start).split("\n").length;
    found.push({ path, line, found: name, instead: "a name in plain words" });
  };
  new Visitor({ Identifier: check, PrivateIdentifier: check }).visit(parseSync(path, text).program);
  return found;
}

function shorten(text: string): string {
  const flat = text.replace(/\s+/g, " ").trim();
  return flat.length <= 60 ? flat : `${flat.slice(0, 59)}…`;
}
