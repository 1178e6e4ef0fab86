import { isRecord } from "../../record.ts";
import { cutText } from "../../text/cut-text.ts";
import { humanize, rawWords, words } from "../language/tokenize.ts";

/** A record of a tool's result, sorted into what a sentence needs. */
export interface RecordFields {
  /** The record's name, such as a name or a title. */
  readonly name: string | undefined;
  readonly id: string | undefined;
  readonly status: string | undefined;
  readonly plan: string | undefined;
  /** The author of a message or comment. */
  readonly author: string | undefined;
  /** The remaining scalar fields, as key and readable value. */
  readonly rest: readonly { readonly key: string; readonly text: string }[];
  readonly lists: readonly { readonly key: string; readonly items: readonly unknown[] }[];
  readonly records: readonly {
    readonly key: string;
    readonly record: Readonly<Record<string, unknown>>;
  }[];
}

/** The keys of a name, in order of preference. */
const NAME_ORDER = ["name", "title", "summary", "subject", "text", "message", "body", "content"];
const NAME_KEY =
  /^(full_?name|display_?name|name|title|summary|subject|text|message|body|content|description)$/i;
const ID_KEY = /^(id|key|number|ref)$/i;

/** The longest value that is written whole. */
const TEXT_LIMIT = 160;

/** A part that one field of a record plays, and how its value is written. */
interface Role {
  readonly part: "id" | "status" | "plan" | "author";
  readonly isPlayedBy: (key: string, nouns: ReadonlySet<string>) => boolean;
  readonly write: (text: string) => string;
}

/** The parts; a field plays the first that is free and that its key fits. */
const ROLES: readonly Role[] = [
  { part: "id", isPlayedBy: isOwnId, write: (text) => text },
  {
    part: "status",
    isPlayedBy: (key) =>
      /^(?!previous|former|old|prior|last)(?:[a-z]+_)?(status|state)$/i.test(key),
    write: (text) => text.replace(/_/g, " ").toLowerCase(),
  },
  {
    part: "plan",
    isPlayedBy: (key) => /^(?:current_?)?(plan|tier|subscription)(?:_?name)?$/i.test(key),
    write: capitalize,
  },
  {
    part: "author",
    isPlayedBy: (key) => /^(author|user|user_?name|from|sender|author_?name)$/i.test(key),
    write: (text) => text,
  },
];

/** Sorts the fields of a record by the part they play; `nouns` say what kind of thing it is. */
export function readFields(
  record: Readonly<Record<string, unknown>>,
  nouns: ReadonlySet<string>,
): RecordFields {
  const entries = Object.entries(record).filter(([, value]) => value != null && value !== "");
  const nameKey = findNameKey(record);
  const played: Partial<Record<Role["part"], string>> = {};
  const rest: { key: string; text: string }[] = [];
  for (const [key, value] of entries) {
    if (typeof value === "object" || key === nameKey) continue;
    const text = showValue(key, value, record);
    const role = ROLES.find(
      ({ part, isPlayedBy }) => played[part] === undefined && isPlayedBy(key, nouns),
    );
    if (role) played[role.part] = role.write(text);
    else if (!isMachinery(key, record)) rest.push({ key, text });
  }
  return {
    name: nameKey === undefined ? undefined : showValue(nameKey, record[nameKey], record),
    id: played.id,
    status: played.status,
    plan: played.plan,
    author: played.author,
    rest,
    lists: entries.flatMap(([key, value]) =>
      Array.isArray(value) ? [{ key, items: value as readonly unknown[] }] : [],
    ),
    records: entries.flatMap(([key, value]) => (isRecord(value) ? [{ key, record: value }] : [])),
  };
}

function findNameKey(record: Readonly<Record<string, unknown>>): string | undefined {
  const [best] = Object.keys(record)
    .filter((key) => NAME_KEY.test(key) && typeof record[key] === "string" && record[key] !== "")
    .sort((a, b) => nameRank(a) - nameRank(b));
  return best;
}

function nameRank(key: string): number {
  const rank = NAME_ORDER.findIndex((word) => key.toLowerCase().endsWith(word));
  return rank === -1 ? NAME_ORDER.length : rank;
}

/**
 * Says whether a field is for programs: a currency, an id beside its name, a timestamp that orders
 * messages, a count of what is there.
 */
function isMachinery(key: string, record: Readonly<Record<string, unknown>>): boolean {
  if (/^currency$|^(?:[a-z]+_)?ts$/i.test(key)) return true;
  const [, counted] = /^(.+?)_?count$/i.exec(key) ?? [];
  if (counted !== undefined) return Object.values(record).some(Array.isArray);
  const [, named] = /^(.+?)_?id$/i.exec(key) ?? [];
  return named !== undefined && (named in record || `${named}_name` in record);
}

function isOwnId(key: string, nouns: ReadonlySet<string>): boolean {
  if (ID_KEY.test(key)) return true;
  const parts = rawWords(key);
  return (
    ID_KEY.test(parts.at(-1) ?? "") &&
    parts.length > 1 &&
    words(parts.slice(0, -1).join(" ")).every((word) => nouns.has(word))
  );
}

/** Writes one scalar for reading: dates without their time, cents as an amount, long text cut. */
export function showValue(
  key: string,
  value: unknown,
  record?: Readonly<Record<string, unknown>>,
): string {
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "number" && /_cents$/i.test(key)) {
    const currency = record?.["currency"];
    const unit = typeof currency === "string" ? ` ${currency.toUpperCase()}` : "";
    return `${(value / 100).toFixed(2)}${unit}`;
  }
  const text = String(value).replace(/\s+/g, " ").trim();
  if (/^\d{4}-\d{2}-\d{2}T[\d:.]+(?:Z|[+-][\d:]+)?$/.test(text)) return text.slice(0, 10);
  return text.length > TEXT_LIMIT ? `${cutText(text, TEXT_LIMIT - 1)}…` : text;
}

/** Writes a key for reading, without the suffixes that say only its type. */
export function showKey(key: string): string {
  const plain = humanize(key).toLowerCase();
  return plain.replace(/ (at|on|date|cents)$/, "") || plain;
}

/** Gives a text a capital first letter. */
export function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
