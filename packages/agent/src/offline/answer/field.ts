import { humanize, rawWords, words } from "../language/tokenize.ts";

/** A record of a tool's result, sorted into what a sentence needs. */
export interface RecordFields {
  /** What the record is called, such as a name or a title. */
  name: string | undefined;
  id: string | undefined;
  status: string | undefined;
  plan: string | undefined;
  /** Who wrote it, for a message or comment. */
  author: string | undefined;
  /** The remaining scalar fields, as key and readable value. */
  rest: { key: string; text: string }[];
  lists: { key: string; items: unknown[] }[];
  records: { key: string; record: Record<string, unknown> }[];
}

const NAME_KEYS =
  /^(full_?name|display_?name|name|title|summary|subject|text|message|body|content|description)$/i;
const STATUS_KEY = /^(?!previous|former|old|prior|last)(?:[a-z]+_)?(status|state)$/i;
const PLAN_KEY = /^(?:current_?)?(plan|tier|subscription)(?:_?name)?$/i;
const AUTHOR_KEY = /^(author|user|user_?name|from|sender|author_?name)$/i;
const TEXT_LIMIT = 160;

/** Sorts the fields of a record by the part they play; `nouns` say what kind of thing it is. */
export function readFields(
  record: Record<string, unknown>,
  nouns: ReadonlySet<string>,
): RecordFields {
  const fields: RecordFields = {
    name: undefined,
    id: undefined,
    status: undefined,
    plan: undefined,
    author: undefined,
    rest: [],
    lists: [],
    records: [],
  };
  const nameKey = Object.keys(record)
    .filter((key) => NAME_KEYS.test(key) && typeof record[key] === "string")
    .sort((a, b) => nameRank(a) - nameRank(b))[0];
  for (const [key, value] of Object.entries(record)) {
    if (value === null || value === undefined || value === "") continue;
    if (Array.isArray(value)) fields.lists.push({ key, items: value });
    else if (isRecord(value)) fields.records.push({ key, record: value });
    else {
      const text = showValue(key, value, record);
      if (key === nameKey) fields.name = text;
      else if (fields.id === undefined && isOwnId(key, nouns)) fields.id = text;
      else if (fields.status === undefined && STATUS_KEY.test(key)) fields.status = lower(text);
      else if (fields.plan === undefined && PLAN_KEY.test(key)) fields.plan = capitalize(text);
      else if (fields.author === undefined && AUTHOR_KEY.test(key)) fields.author = text;
      else if (!/^currency$/i.test(key) && !isMachinery(key, record))
        fields.rest.push({ key, text });
    }
  }
  return fields;
}

// An id beside its name, a timestamp that orders messages, a count of what is there.
function isMachinery(key: string, record: Record<string, unknown>): boolean {
  if (/^(?:[a-z]+_)?ts$/i.test(key)) return true;
  const [, counted] = /^(.+?)_?count$/i.exec(key) ?? [];
  if (counted !== undefined) return Object.values(record).some(Array.isArray);
  const [, named] = /^(.+?)_?id$/i.exec(key) ?? [];
  return named !== undefined && (named in record || `${named}_name` in record);
}

/** Says whether a value is an object that is not an array. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Writes one scalar for reading: dates without their time, cents as an amount, long text cut. */
export function showValue(key: string, value: unknown, record?: Record<string, unknown>): string {
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "number" && /_cents$/i.test(key)) {
    const currency = record?.["currency"];
    const unit = typeof currency === "string" ? ` ${currency.toUpperCase()}` : "";
    return `${(value / 100).toFixed(2)}${unit}`;
  }
  const text = String(value).replace(/\s+/g, " ").trim();
  if (/^\d{4}-\d{2}-\d{2}T[\d:.]+(?:Z|[+-][\d:]+)?$/.test(text)) return text.slice(0, 10);
  return text.length > TEXT_LIMIT ? `${text.slice(0, TEXT_LIMIT - 1)}…` : text;
}

/** Writes a key for reading, without the suffixes that only speak of its type. */
export function showKey(key: string): string {
  const plain = humanize(key).toLowerCase();
  return plain.replace(/ (at|on|date|cents)$/, "") || plain;
}

/** Gives a text a capital first letter. */
export function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function nameRank(key: string): number {
  const order = ["name", "title", "summary", "subject", "text", "message", "body", "content"];
  const rank = order.findIndex((word) => key.toLowerCase().endsWith(word));
  return rank === -1 ? order.length : rank;
}

function isOwnId(key: string, nouns: ReadonlySet<string>): boolean {
  if (/^(id|key|number|ref)$/i.test(key)) return true;
  const parts = rawWords(key);
  return (
    /^(id|key|number|ref)$/.test(parts.at(-1) ?? "") &&
    parts.length > 1 &&
    words(parts.slice(0, -1).join(" ")).every((word) => nouns.has(word))
  );
}

function lower(text: string): string {
  return text.replace(/_/g, " ").toLowerCase();
}
