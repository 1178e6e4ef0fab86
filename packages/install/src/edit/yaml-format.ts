import { MortiseError } from "@mortise/protocol";
import type { Pair, Scalar, YAMLMap } from "yaml";
import { isMap, isScalar, parseAllDocuments, stringify } from "yaml";
import type { MemberPath, TextFormat } from "./text-format.ts";
import { brokenAt, endOfLine, lineEndOf, startOfLine, withLineEnd } from "./text-format.ts";
import { tooDeep } from "./within-depth.ts";

/** YAML, in block style: an entry is lines of its own in the map of servers. */
export const yamlFormat: TextFormat = {
  read: (text) => parse(text)?.toJS() ?? {},
  insert(text, path, value) {
    const lineEnd = lineEndOf(text);
    const [top = "", name = ""] = path;
    const pair = findPair(parse(text)?.contents, top);
    if (pair === undefined) return append(text, writeYaml(path, value), lineEnd);
    const map = readServers(pair, text);
    const last = map?.items.at(-1);
    const column = last === undefined ? 2 : columnOf(text, last as Pair<Scalar>);
    const block = indent(writeYaml([name], value), column);
    const at = last === undefined ? endOfKey(text, pair) : endOf(text, last as Pair<Scalar>);
    return insertLines(text, at, withLineEnd(block, lineEnd));
  },
  replace: (text, path, value) => yamlFormat.insert(yamlFormat.remove(text, path), path, value),
  remove(text, path) {
    const [top = "", name] = path;
    const root = parse(text)?.contents;
    const map = name === undefined ? root : findPair(root, top)?.value;
    const pair = findPair(map, name ?? top);
    if (pair === undefined) return text;
    if (!isMap(map) || map.flow === true) throw inFlow(top);
    const start = startOfLine(text, startOf(pair));
    const end = endOf(text, pair);
    return text.slice(0, start) + text.slice(end).replace(/^\r?\n/, "");
  },
  write: writeYaml,
};

type Document = ReturnType<typeof parseAllDocuments>[number];

/** Reads the one document of a file; `undefined` for a file that is empty. */
function parse(text: string): Document | undefined {
  const documents = parseAllDocuments(text, { keepSourceTokens: true, uniqueKeys: true });
  const [document, second] = documents;
  if (second !== undefined) {
    throw new MortiseError("INVALID_OPTION", "holds several YAML documents; keep one");
  }
  const [error] = document?.errors ?? [];
  if (error?.code === "RESOURCE_EXHAUSTION") throw tooDeep(error);
  if (error !== undefined) throw brokenAt(text, error.pos[0], "is no YAML");
  return document?.contents === null ? undefined : document;
}

function writeYaml(path: MemberPath, value: unknown): string {
  const whole = path.reduceRight((inner: unknown, name) => ({ [name]: inner }), value);
  return stringify(whole, {
    lineWidth: 0,
    defaultStringType: "QUOTE_DOUBLE",
    defaultKeyType: "PLAIN",
  });
}

function findPair(map: unknown, name: string): Pair<Scalar> | undefined {
  if (!isMap(map)) return undefined;
  return map.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === name) as
    | Pair<Scalar>
    | undefined;
}

/** Returns the servers as a map in block style; `undefined` for a key without a value. */
function readServers(pair: Pair<Scalar>, text: string): YAMLMap | undefined {
  const { key, value } = pair;
  if (value === null || (isScalar(value) && value.value === null)) return undefined;
  if (isMap(value) && value.flow !== true) return value;
  if (isMap(value)) throw inFlow(String(key.value));
  throw brokenAt(text, startOf(pair), `has ${String(key.value)} that is no map`);
}

function inFlow(name: string): MortiseError {
  return new MortiseError(
    "INVALID_OPTION",
    `has ${name} in braces, which is not changed in place; write it in lines`,
  );
}

function startOf({ key }: Pair<Scalar>): number {
  return key.range?.[0] ?? 0;
}

function columnOf(text: string, pair: Pair<Scalar>): number {
  const start = startOf(pair);
  return start - startOfLine(text, start);
}

/** Returns the end of the last line of a member, past a comment on that line. */
function endOf(text: string, pair: Pair<Scalar>): number {
  const node = pair.value as { readonly range?: readonly number[] | null } | null;
  const end = node?.range?.[1] ?? pair.key.range?.[1] ?? 0;
  if (text[end - 1] !== "\n") return endOfLine(text, end);
  return text[end - 2] === "\r" ? end - 2 : end - 1;
}

function endOfKey(text: string, { key }: Pair<Scalar>): number {
  return endOfLine(text, key.range?.[1] ?? 0);
}

function insertLines(text: string, at: number, block: string): string {
  const after = text.slice(at);
  const lineEnd = lineEndOf(text);
  if (after === "") return `${text}${lineEnd}${block}`;
  return `${text.slice(0, at)}${lineEnd}${block.replace(/\r?\n$/, "")}${after}`;
}

function append(text: string, block: string, lineEnd: string): string {
  const before = text === "" || text.endsWith("\n") ? text : `${text}${lineEnd}`;
  return `${before}${withLineEnd(block, lineEnd)}`;
}

function indent(block: string, column: number): string {
  return block.replaceAll(/^(?=.)/gm, " ".repeat(column));
}
