import { MortiseError } from "@mortise/protocol";
import type { AST } from "toml-eslint-parser";
import { getStaticTOMLValue, ParseError, parseTOML } from "toml-eslint-parser";
import { isMembers } from "../entry.ts";
import type { MemberPath, TextFormat } from "./text-format.ts";
import { brokenAt, endOfLine, lineEndOf, startOfLine, withLineEnd } from "./text-format.ts";

/** TOML; an entry is written as tables of its own at the end, so that every other line stays. */
export const tomlFormat: TextFormat = {
  read: (text) => getStaticTOMLValue(parse(text)),
  insert(text, path, value) {
    const lineEnd = lineEndOf(text);
    const gap = text === "" || /(?:^|\n)\r?\n$/.test(text) ? "" : lineEnd;
    const before = text === "" || text.endsWith("\n") ? text : `${text}${lineEnd}`;
    return `${before}${gap}${withLineEnd(writeTable(path, value), lineEnd)}`;
  },
  replace: (text, path, value) => tomlFormat.insert(tomlFormat.remove(text, path), path, value),
  remove(text, path) {
    const ranges = findRanges(parse(text), path).map((range) => toLines(text, range));
    return ranges.reduceRight((rest, range) => cut(rest, range), text);
  },
  write: writeTable,
};

type Range = readonly [start: number, end: number];

function parse(text: string): AST.TOMLProgram {
  try {
    return parseTOML(text, { tomlVersion: "1.1" });
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    throw brokenAt(text, error.index, "is no TOML");
  }
}

/** Finds the tables and the lines of a member, in whichever of the three spellings they are. */
function findRanges(program: AST.TOMLProgram, path: MemberPath): Range[] {
  const ranges: Range[] = [];
  for (const node of program.body[0].body) {
    if (node.type === "TOMLTable") {
      const key = node.resolvedKey.map(String);
      if (beginsWith(key, path)) ranges.push(node.range);
      else if (beginsWith(path, key)) ranges.push(...findPairs(node.body, key, path));
    } else {
      ranges.push(...findPairs([node], [], path));
    }
  }
  return ranges;
}

function findPairs(
  pairs: readonly AST.TOMLKeyValue[],
  above: MemberPath,
  path: MemberPath,
): Range[] {
  return pairs.flatMap(({ key, range, value }): Range[] => {
    const whole = [...above, ...key.keys.map(readKey)];
    if (beginsWith(whole, path)) return [range];
    if (value.type === "TOMLInlineTable" && beginsWith(path, whole)) {
      const written = `${whole.join(".")} is an inline table`;
      throw new MortiseError(
        "INVALID_OPTION",
        `${written}, whose members are not changed in place`,
      );
    }
    return [];
  });
}

function readKey(key: AST.TOMLBare | AST.TOMLQuoted): string {
  return key.type === "TOMLBare" ? key.name : key.value;
}

function beginsWith(whole: MemberPath, start: MemberPath): boolean {
  return start.every((name, index) => whole[index] === name);
}

/** Widens a range to whole lines. */
function toLines(text: string, [start, end]: Range): Range {
  const last = endOfLine(text, end);
  return [startOfLine(text, start), last];
}

/** Cuts lines, and one empty line before them when nothing follows. */
function cut(text: string, [start, end]: Range): string {
  const line = lineEndOf(text);
  const after = text.slice(end).replace(/^\r?\n/, "");
  const before = text.slice(0, start);
  const isLast = after.trim() === "";
  return `${isLast && before.endsWith(line + line) ? before.slice(0, -line.length) : before}${after}`;
}

/** Writes a table, and its maps as tables below it. */
function writeTable(path: MemberPath, value: unknown): string {
  const members = Object.entries(isMembers(value) ? value : {});
  const plain = members.filter(([, member]) => !isMembers(member));
  const maps = members.filter(([, member]) => isMembers(member));
  const lines = plain.map(([name, member]) => `${toKey(name)} = ${toValue(member)}\n`);
  const head = `[${path.map(toKey).join(".")}]\n${lines.join("")}`;
  return [head, ...maps.map(([name, member]) => writeTable([...path, name], member))].join("\n");
}

function toKey(name: string): string {
  return /^[A-Za-z0-9_-]+$/.test(name) ? name : toValue(name);
}

function toValue(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(toValue).join(", ")}]`;
  // The escapes of JSON are those of a basic string, which must escape DEL too.
  if (typeof value === "string") return JSON.stringify(value).replaceAll("\u007f", "\\u007f");
  return String(value);
}
