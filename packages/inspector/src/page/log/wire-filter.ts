import type { WireRow } from "../../contract/index.ts";
import type { WireEntry } from "./wire-entry.ts";
import { hasFailed, viewOf } from "./wire-entry.ts";

/**
 * A filter of the wire log, such as `method:tools/call is:error >100ms client:cursor "No customer"`.
 * All its terms must hold; `-` before a term turns it round.
 */
export interface WireFilter {
  readonly matches: (entry: WireEntry) => boolean;
  /** A sentence for each term that is not understood; such a term is left out. */
  readonly faults: readonly string[];
}

type Test = (entry: WireEntry) => boolean;

/** The keys of terms, with the text that the page shows for each. */
export const FILTER_KEYS: Readonly<Record<string, string>> = {
  method: "The method, or its beginning: method:tools/call, method:tools",
  subject: "The tool, prompt or URI: subject:get_customer",
  client: "The client: client:cursor",
  server: "The server: server:orders",
  id: "The JSON-RPC id: id:7",
  status: "The HTTP status: status:401, status:4xx",
  header: "The name or value of a header: header:mcp-session-id",
  call: "A call of this page: call:c7",
  is: "error, iserror, rpc-error, open, request, notification, question, http, stderr, stray",
};

const KEYED: Readonly<Record<string, (value: string) => Test>> = {
  method: (value) => (entry) => isBeginning(value, entry.row.rpc?.method ?? entry.row.http?.method),
  subject: (value) => (entry) => contains(entry.row.rpc?.subject, value),
  client: (value) => (entry) => contains(entry.row.lane, value),
  server: (value) => (entry) => contains(entry.row.connection, value),
  id: (value) => (entry) => String(entry.row.rpc?.id ?? "").toLowerCase() === value,
  status: (value) => (entry) => isStatus(value, entry.response?.http?.status),
  header: (value) => (entry) => hasHeader(entry.request, value) || hasHeader(entry.response, value),
  call: (value) => (entry) => entry.row.call?.toLowerCase() === value,
};

const KINDS: Readonly<Record<string, Test>> = {
  error: hasFailed,
  iserror: ({ outcome }) => outcome === "is-error",
  "rpc-error": ({ outcome }) => outcome === "rpc-error",
  open: ({ outcome }) => outcome === "open",
  request: ({ row }) => row.rpc?.kind === "request",
  notification: ({ row }) => row.rpc?.kind === "notification",
  question: ({ row }) => row.rpc?.kind === "request" && row.direction === "to-client",
  http: (entry) => viewOf(entry) === "http",
  stderr: (entry) => viewOf(entry) === "stderr",
  stray: (entry) => viewOf(entry) === "stray",
};

const MEASURES: Readonly<Record<string, readonly [quantity: "ms" | "bytes", factor: number]>> = {
  ms: ["ms", 1],
  s: ["ms", 1000],
  b: ["bytes", 1],
  kb: ["bytes", 1000],
  mb: ["bytes", 1_000_000],
};

const TERM = /(-?)(?:([a-z]+):)?(?:"([^"]*)"?|(\S+))/giu;
const COMPARISON = /^([<>])(\d+(?:\.\d+)?)(ms|s|b|kb|mb)$/u;

/** Reads a filter; an empty one matches everything. */
export function parseFilter(text: string): WireFilter {
  const tests: Test[] = [];
  const faults: string[] = [];
  for (const [, minus, key, quoted, bare = ""] of text.matchAll(TERM)) {
    const value = (quoted ?? bare).toLowerCase();
    const read = readTerm(key?.toLowerCase(), value, quoted !== undefined);
    if (typeof read === "string") faults.push(read);
    else tests.push(minus === "-" ? (entry) => !read(entry) : read);
  }
  return { matches: (entry) => tests.every((test) => test(entry)), faults };
}

function readTerm(key: string | undefined, value: string, isQuoted: boolean): Test | string {
  if (key === "is") {
    return KINDS[value] ?? `is:${value} is not known; use one of ${Object.keys(KINDS).join(", ")}`;
  }
  const keyed = key === undefined ? undefined : KEYED[key];
  if (keyed !== undefined) return keyed(value);
  // A word such as https://… or a:b has a colon and is a word all the same.
  if (key !== undefined) return (entry) => hasWord(entry, `${key}:${value}`);
  const comparison = isQuoted ? null : COMPARISON.exec(value);
  if (comparison === null) {
    return isQuoted || !/^[<>]\d/u.test(value)
      ? (entry) => hasWord(entry, value)
      : `${value} needs a unit: ms, s, b, kb or mb`;
  }
  const [, sign, number, unit = ""] = comparison;
  const [quantity, factor] = MEASURES[unit] ?? ["ms", 1];
  const bound = Number(number) * factor;
  return (entry) => {
    const measured = entry[quantity];
    return measured !== undefined && (sign === ">" ? measured > bound : measured < bound);
  };
}

function contains(text: string | undefined, part: string): boolean {
  return text?.toLowerCase().includes(part) === true;
}

function isBeginning(value: string, method: string | undefined): boolean {
  const name = method?.toLowerCase();
  return (
    name !== undefined &&
    (name === value || name.startsWith(value.endsWith("/") ? value : `${value}/`))
  );
}

function isStatus(value: string, status: number | undefined): boolean {
  if (status === undefined) return false;
  return value.endsWith("xx") ? value[0] === String(status)[0] : value === String(status);
}

function hasHeader(row: WireRow | undefined, part: string): boolean {
  return (
    row?.http?.headers.some(([name, value]) => contains(name, part) || contains(value, part)) ===
    true
  );
}

function hasWord({ row, answer, request }: WireEntry, word: string): boolean {
  return (
    contains(row.text, word) ||
    contains(answer?.text, word) ||
    contains(row.lane, word) ||
    contains(row.rpc?.method, word) ||
    contains((request ?? row).http?.url, word)
  );
}
