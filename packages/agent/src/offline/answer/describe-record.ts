import { rawWords, subjectWords, words } from "../language/tokenize.ts";
import { PERSON_NOUNS } from "../language/vocabulary.ts";
import { describeMessage } from "./describe-message.ts";
import type { RecordFields } from "./field.ts";
import { capitalize, isRecord, readFields, showKey } from "./field.ts";

const DETAIL_LIMIT = 6;

/** Describes one record in a sentence that leads with what the clause asked for. */
export function describeRecord(
  record: Record<string, unknown>,
  clause: string,
  nouns: ReadonlySet<string>,
): string {
  const inner = unwrap(record);
  const fields = readFields(inner, nouns);
  const asked = new Set(subjectWords(clause));
  const message = describeMessage(fields);
  if (message !== undefined) return message;
  const subject = nameOf(fields, nouns);
  const headline = writeHeadline(fields, subject, nouns);
  const affirmed =
    fields.status !== undefined &&
    /^(has|have|is|are|was|did|does|do)\b/i.test(clause) &&
    rawWords(clause).includes(fields.status);
  const untold = fields.rest.filter(({ text }) => !clause.includes(text) && !/^0\.00\b/.test(text));
  const details = chooseDetails({ ...fields, rest: untold }, asked, headline !== undefined);
  const parts = details.map(({ key, text }) => `${showKey(key)}: ${text}`);
  for (const { key, record: nested } of fields.records.slice(0, 3)) {
    const inside = readFields(nested, new Set(words(key)));
    const text = inside.name ?? inside.id ?? inside.status ?? inside.rest[0]?.text;
    if (text && (headline === undefined || asksFor(key, asked))) {
      parts.push(`${showKey(key)}: ${text}`);
    }
  }
  for (const { key, items } of fields.lists.slice(0, 3)) {
    if (items.length && (headline === undefined || asksFor(key, asked) || isNamed(items))) {
      parts.push(`${showKey(key)}: ${listBriefly(items)}`);
    }
  }
  const sentence = headline ?? (parts.length ? `${subject}:` : `${subject}.`);
  const tail = parts.length
    ? ` ${headline ? capitalize(parts.join(", ")) : parts.join(", ")}.`.replace(/([.?!…])\.$/, "$1")
    : "";
  return `${affirmed ? "Yes: " : ""}${sentence}${tail}`;
}

/** Names a record: what it is called, with its id where it has both. */
function nameOf(fields: RecordFields, nouns: ReadonlySet<string>): string {
  const noun = capitalize([...nouns].find((word) => word !== "status") ?? "result");
  if (fields.name === undefined) return fields.id === undefined ? noun : `${noun} ${fields.id}`;
  return fields.id === undefined ? fields.name : `${fields.name} (${fields.id})`;
}

function writeHeadline(
  { plan, status }: RecordFields,
  subject: string,
  nouns: ReadonlySet<string>,
): string | undefined {
  const person = [...nouns].some((word) => PERSON_NOUNS.has(word));
  if (plan !== undefined) {
    const onPlan = `${subject} is on the ${plan} plan`;
    if (status === undefined) return `${onPlan}.`;
    return `${onPlan} and the ${person ? "account" : "status"} is ${status}.`;
  }
  return status === undefined ? undefined : `${subject} is ${status}.`;
}

// A headline answers a question about status or plan by itself; a request for something else names it, or wants all.
function chooseDetails(
  fields: RecordFields,
  asked: ReadonlySet<string>,
  hasHeadline: boolean,
): RecordFields["rest"] {
  const named = fields.rest.filter(({ key }) => asksFor(key, asked));
  if (
    named.length ||
    (hasHeadline && ["status", "state", "plan", "tier"].some((w) => asked.has(w)))
  ) {
    return named.slice(0, DETAIL_LIMIT);
  }
  return fields.rest.filter(({ text }) => !/^https?:/.test(text)).slice(0, DETAIL_LIMIT);
}

function asksFor(key: string, asked: ReadonlySet<string>): boolean {
  return words(key).some((word) => word !== "id" && asked.has(word));
}

function listBriefly(items: readonly unknown[]): string {
  const scalars = items.filter((item) => !isRecord(item) && !Array.isArray(item));
  if (scalars.length === items.length && items.length && items.length <= 5) {
    return scalars.map(String).join(", ");
  }
  const names = items.filter(isRecord).map((item) => readFields(item, new Set()).name);
  if (items.length <= 3 && names.every((name) => name !== undefined)) return names.join("; ");
  return `${items.length} ${items.length === 1 ? "entry" : "entries"}`;
}

// A few things with names, such as the items of an order, are worth telling unasked.
function isNamed(items: readonly unknown[]): boolean {
  return (
    items.length <= 3 &&
    items.every((item) => isRecord(item) && readFields(item, new Set()).name !== undefined)
  );
}

// `{ customer: { … } }` is about the customer.
function unwrap(record: Record<string, unknown>): Record<string, unknown> {
  const [only, ...others] = Object.values(record);
  return others.length === 0 && isRecord(only) ? only : record;
}
