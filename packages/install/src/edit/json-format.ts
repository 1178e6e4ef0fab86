import type { Node, ParseError } from "jsonc-parser";
import { createScanner, getNodeValue, parseTree, printParseErrorCode } from "jsonc-parser";
import type { MemberPath, TextFormat } from "./text-format.ts";
import { brokenAt, lineEndOf, startOfLine, withLineEnd } from "./text-format.ts";

const DEFAULT_INDENT = "  ";
/** Of `SyntaxKind`, a const enum, which a module that is compiled alone cannot read. */
const KIND = { comma: 5, lineComment: 12, blockComment: 13, space: 15, end: 17 } as const;

/** JSON with comments and trailing commas; every byte outside of an edit stays as it is. */
export const jsonFormat: TextFormat = {
  read(text) {
    const root = parse(text);
    return root === undefined ? {} : getNodeValue(root);
  },
  insert(text, path, value) {
    const root = parse(text);
    if (root === undefined) return startDocument(text, toObject(path, value));
    let node = root;
    let depth = 0;
    for (const name of path.slice(0, -1)) {
      const member = findMember(node, name);
      if (member === undefined) break;
      node = memberValue(member);
      depth += 1;
    }
    const [name = "", ...below] = path.slice(depth);
    const indent = { unit: readUnit(text, root), depth: depth + 1 };
    return insertMember(text, node, { name, value: toObject(below, value), ...indent });
  },
  replace(text, path, value) {
    const root = parse(text);
    const { member } = findPath(root, path);
    if (root === undefined || member === undefined) return text;
    const { offset, length } = memberValue(member);
    const isInline = !text.slice(root.offset, member.offset).includes("\n");
    const indent = indentOf(text, member.offset);
    const json = JSON.stringify(value, null, isInline ? undefined : readUnit(text, root));
    const written = json.replaceAll("\n", `${lineEndOf(text)}${indent}`);
    return `${text.slice(0, offset)}${written}${text.slice(offset + length)}`;
  },
  remove(text, path) {
    const { object, member } = findPath(parse(text), path);
    return object === undefined || member === undefined ? text : removeMember(text, object, member);
  },
  write: (path, value) => `${JSON.stringify(toObject(path, value), null, DEFAULT_INDENT)}\n`,
};

/** Reads the tree of a document; `undefined` for one without a value. */
function parse(text: string): Node | undefined {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  if (root === undefined && isBlank(text)) return undefined;
  const [first] = errors;
  if (first !== undefined) throw brokenAt(text, first.offset, describe(first, text));
  if (root === undefined) throw brokenAt(text, 0, "is no JSON");
  refuseDoubles(text, root);
  return root;
}

/** Clients differ in which of two members of one name they read. */
function refuseDoubles(text: string, node: Node): void {
  const names = new Set<string>();
  for (const member of node.type === "object" ? (node.children ?? []) : []) {
    const name = nameOf(member);
    if (names.has(name)) throw brokenAt(text, member.offset, `has ${JSON.stringify(name)} twice`);
    names.add(name);
    refuseDoubles(text, memberValue(member));
  }
}

function describe({ error, offset }: ParseError, text: string): string {
  const fault = printParseErrorCode(error);
  if (fault === "EndOfFileExpected" && text.slice(offset).trimStart().startsWith("{")) {
    return "holds two objects, one after the other; merge them into one. The second begins";
  }
  if (fault === "InvalidEscapeCharacter") {
    return "has a backslash that escapes nothing; write it as \\\\, or use / in paths,";
  }
  if (fault === "InvalidUnicode") {
    // Such as the one of C:\\users.
    return "has \\u without its four digits; write a backslash as \\\\, or use / in paths,";
  }
  return `is no JSON: ${FAULTS[fault] ?? "something else is expected"}`;
}

/** The mistakes that the parser names, in words. */
const FAULTS: Readonly<Record<string, string>> = {
  InvalidSymbol: "a word is neither a number nor in double quotes",
  InvalidNumberFormat: "a number is not complete",
  UnexpectedEndOfNumber: "a number is not complete",
  PropertyNameExpected: "a name in double quotes is missing",
  ValueExpected: "a value is missing",
  ColonExpected: "a colon is missing",
  CommaExpected: "a comma is missing",
  CloseBraceExpected: "a } is missing",
  CloseBracketExpected: "a ] is missing",
  EndOfFileExpected: "something follows the end",
  InvalidCommentToken: "a comment is out of place",
  UnexpectedEndOfComment: "a comment has no end",
  UnexpectedEndOfString: "a string has no end",
  InvalidCharacter: "a string holds a control character",
};

function isBlank(text: string): boolean {
  const scanner = createScanner(text, true);
  return scanner.scan() === KIND.end;
}

function startDocument(text: string, value: unknown): string {
  const lineEnd = lineEndOf(text);
  const before = text.trim() === "" ? "" : `${text.trimEnd()}${lineEnd}`;
  return `${before}${withLineEnd(JSON.stringify(value, null, DEFAULT_INDENT), lineEnd)}${lineEnd}`;
}

function toObject(path: MemberPath, value: unknown): unknown {
  return path.reduceRight((inner, name) => ({ [name]: inner }), value);
}

interface NewMember {
  readonly name: string;
  readonly value: unknown;
  /** One step of the document's indentation. */
  readonly unit: string;
  /** How many steps the member stands inwards. */
  readonly depth: number;
}

function insertMember(text: string, object: Node, member: NewMember): string {
  const lineEnd = lineEndOf(text);
  const last = object.children?.at(-1);
  if (last === undefined) return insertFirst(text, object, { ...member, lineEnd });
  const end = last.offset + last.length;
  const comma = findComma(text, end);
  const isInline = !text.slice(object.offset, last.offset).includes("\n");
  const at = isInline ? (comma ?? end - 1) + 1 : endOfTrivia(text, (comma ?? end - 1) + 1);
  const indent = isInline ? "" : indentOf(text, last.offset);
  const written = isInline
    ? ` ${toName(member)}: ${JSON.stringify(member.value)}`
    : `${lineEnd}${indent}${toText(member, indent, lineEnd)}`;
  const closed = comma === undefined ? written : `${written},`;
  const between = comma === undefined ? `,${text.slice(end, at)}` : text.slice(end, at);
  return `${text.slice(0, end)}${between}${closed}${text.slice(at)}`;
}

function insertFirst(
  text: string,
  object: Node,
  member: NewMember & { readonly lineEnd: string },
): string {
  const { lineEnd, unit, depth } = member;
  const close = object.offset + object.length - 1;
  const inside = text.slice(object.offset + 1, close);
  const outer = unit.repeat(depth - 1);
  const indent = `${outer}${unit}`;
  const written = `${indent}${toText(member, indent, lineEnd)}`;
  if (inside.includes("\n")) {
    // Comments in the object stay before the member.
    const line = startOfLine(text, close);
    return `${text.slice(0, line)}${written}${lineEnd}${text.slice(line)}`;
  }
  const after = `${lineEnd}${outer}${text.slice(close)}`;
  return `${text.slice(0, object.offset + 1)}${inside}${lineEnd}${written}${after}`;
}

/** Takes out a member, the space before it, and the comma that only it needed. */
function removeMember(text: string, object: Node, member: Node): string {
  const members = object.children ?? [];
  const index = members.indexOf(member);
  const start = skipSpaceBack(text, member.offset);
  const end = member.offset + member.length;
  const comma = findComma(text, end);
  const open = object.offset + 1;
  const close = object.offset + object.length - 1;
  if (members.length === 1) {
    const isAlone = text.slice(open, start).trim() === "";
    const stop = (comma ?? end - 1) + 1;
    const isEmpty = isAlone && text.slice(stop, close).trim() === "";
    return isEmpty
      ? text.slice(0, open) + text.slice(close)
      : text.slice(0, start) + text.slice(stop);
  }
  if (comma !== undefined) return text.slice(0, start) + text.slice(comma + 1);
  const before = members[index - 1];
  const separator =
    before === undefined ? undefined : findComma(text, before.offset + before.length);
  if (separator === undefined) return text.slice(0, start) + text.slice(end);
  return text.slice(0, separator) + text.slice(separator + 1, start) + text.slice(end);
}

/** Returns the offset of the comma behind a member, past comments. */
function findComma(text: string, from: number): number | undefined {
  const scanner = createScanner(text, true);
  scanner.setPosition(from);
  return scanner.scan() === KIND.comma ? scanner.getTokenOffset() : undefined;
}

/** Returns the end of the comments and spaces that follow on the same line. */
function endOfTrivia(text: string, from: number): number {
  const scanner = createScanner(text, false);
  scanner.setPosition(from);
  let end = from;
  for (;;) {
    const kind = scanner.scan();
    const isComment = kind === KIND.lineComment || kind === KIND.blockComment;
    if (!isComment && kind !== KIND.space) return end;
    if (isComment) end = scanner.getTokenOffset() + scanner.getTokenLength();
  }
}

/** Returns where the spaces and the one line end before an offset begin. */
function skipSpaceBack(text: string, offset: number): number {
  let start = offset;
  while (start > 0 && (text[start - 1] === " " || text[start - 1] === "\t")) start -= 1;
  if (text[start - 1] !== "\n") return start;
  return text[start - 2] === "\r" ? start - 2 : start - 1;
}

function indentOf(text: string, offset: number): string {
  return /^[ \t]*/.exec(text.slice(startOfLine(text, offset), offset))?.[0] ?? "";
}

/** Returns one step of indentation: that of the first member on a line of its own. */
function readUnit(text: string, root: Node): string {
  const first = root.children?.[0];
  if (first === undefined) return DEFAULT_INDENT;
  const before = text.slice(startOfLine(text, first.offset), first.offset);
  return before.trim() === "" && before !== "" ? before : DEFAULT_INDENT;
}

function toText(member: NewMember, indent: string, lineEnd: string): string {
  const json = JSON.stringify(member.value, null, member.unit);
  return `${toName(member)}: ${json.replaceAll("\n", `${lineEnd}${indent}`)}`;
}

function toName({ name }: NewMember): string {
  return JSON.stringify(name);
}

interface Found {
  readonly object: Node | undefined;
  readonly member: Node | undefined;
}

function findPath(root: Node | undefined, path: MemberPath): Found {
  let object = root;
  for (const name of path.slice(0, -1)) {
    const above = findMember(object, name);
    object = above && memberValue(above);
  }
  return { object, member: findMember(object, path.at(-1) ?? "") };
}

function findMember(object: Node | undefined, name: string): Node | undefined {
  if (object?.type !== "object") return undefined;
  return object.children?.find((member) => nameOf(member) === name);
}

function nameOf(member: Node): string {
  return String(member.children?.[0]?.value);
}

function memberValue(member: Node | undefined): Node {
  const value = member?.children?.[1];
  if (value === undefined) throw new TypeError("a member of a parsed object has a value");
  return value;
}
