import { isRecord } from "../../record.ts";
import { holdsPhrase, meaningsOf } from "../language/meaning.ts";
import { rawWords, subjectWords, words } from "../language/tokenize.ts";
import { PERSON_NOUNS } from "../language/vocabulary.ts";
import { describeMessage } from "./describe-message.ts";
import type { RecordFields } from "./field.ts";
import { capitalize, readFields, showKey } from "./field.ts";

/** How many details a sentence has. */
const DETAIL_LIMIT = 6;
/** How many nested records and lists are looked at. */
const NESTED_LIMIT = 3;
/** How many values or names of a list are written out. */
const SCALAR_LIMIT = 5;
const NAME_LIMIT = 3;

/** A record, and what it is described for. */
export interface RecordQuestion {
  readonly record: Readonly<Record<string, unknown>>;
  /** The part of the request that the record answers. */
  readonly clause: string;
  /** The subject of the tool that the record came from. */
  readonly nouns: ReadonlySet<string>;
  /** The values that fields may have by the tool's output schema. Default: not known. */
  readonly options?: readonly string[];
}

/** A record as a sentence describes it. */
interface Subject {
  readonly fields: RecordFields;
  readonly nouns: ReadonlySet<string>;
  readonly clause: string;
  readonly options: readonly string[];
  /** The stems that the clause asks for. */
  readonly asked: ReadonlySet<string>;
  /** The sentence about plan or status, if the record has one. */
  readonly headline: string | undefined;
}

/** Describes one record in a sentence that leads with what the clause asked for. */
export function describeRecord({ record, clause, nouns, options = [] }: RecordQuestion): string {
  const fields = readFields(unwrap(record), nouns);
  const message = describeMessage(fields);
  if (message !== undefined) return message;
  const name = nameOf(fields, nouns);
  const headline = writeHeadline(fields, name, nouns);
  const asked = new Set(subjectWords(clause));
  const subject = { fields, nouns, clause, options, asked, headline };
  const parts = [
    ...describeFields(subject),
    ...describeRecords(subject),
    ...describeLists(subject),
  ];
  return `${affirm(subject)}${writeSentence(subject, name, parts)}`;
}

function writeSentence(
  { headline, fields }: Subject,
  name: string,
  parts: readonly string[],
): string {
  if (!parts.length) {
    const empty = fields.lists.filter(({ items }) => items.length === 0).map(({ key }) => key);
    return headline ?? (empty.length ? `${name}: nothing in ${empty.join(", ")}.` : `${name}.`);
  }
  const list = parts.join(", ");
  const details = `${headline ? capitalize(list) : list}.`.replace(/([.?!…])\.$/, "$1");
  return `${headline ?? `${name}:`} ${details}`;
}

/** Says yes or no to a clause that asks if the record has a status or plan. */
function affirm({ fields: { status, plan }, clause, options }: Subject): string {
  if (!/^(has|have|is|are|was|did|does|do)\b/i.test(clause)) return "";
  if ([status, plan].some((each) => each !== undefined && isAsked(each, clause))) return "Yes: ";
  if (options.some((option) => isAsked(option, clause))) return "No: ";
  if (status === undefined) return "";
  // A state that the record cannot have is one of something else: an account is never overdue.
  const isPossible = (word: string): boolean =>
    options.length === 0 || meaningsOf(word).some((each) => options.includes(each));
  const isAnother = rawWords(clause).some(
    (word) => isState(word) && isPossible(word) && !meaningsOf(word).includes(status),
  );
  return isAnother ? "No: " : "";
}

function isAsked(state: string, clause: string): boolean {
  return holdsPhrase(clause, state.replace(/[_-]+/g, " "));
}

/** Says whether a word is the name of a state, as "active" and "delivered" are. */
function isState(word: string): boolean {
  return meaningsOf(word).length > 0 && !/^(high|low|medium)$/.test(word);
}

/** Returns the record's name, with its id if it has both. */
function nameOf({ name, id }: RecordFields, nouns: ReadonlySet<string>): string {
  if (name !== undefined) return id === undefined ? name : `${name} (${id})`;
  const noun = capitalize([...nouns].findLast((word) => word !== "status") ?? "result");
  return id === undefined ? noun : `${noun} ${id}`;
}

function writeHeadline(
  { plan, status }: RecordFields,
  name: string,
  nouns: ReadonlySet<string>,
): string | undefined {
  if (plan === undefined) return status === undefined ? undefined : `${name} is ${status}.`;
  const onPlan = `${name} is on the ${plan} plan`;
  if (status === undefined) return `${onPlan}.`;
  const isPerson = [...nouns].some((word) => PERSON_NOUNS.has(word));
  return `${onPlan} and the ${isPerson ? "account" : "status"} is ${status}.`;
}

function describeFields(subject: Subject): string[] {
  return chooseDetails(subject).map(({ key, text }) => `${showKey(key)}: ${text}`);
}

/**
 * Chooses the fields to write: a headline answers a question about status or plan by itself; a
 * request for something else names it, or wants all.
 */
function chooseDetails({ fields, clause, asked, headline }: Subject): RecordFields["rest"] {
  const untold = fields.rest.filter(({ text }) => !clause.includes(text) && !/^0\.00\b/.test(text));
  const named = untold.filter(({ key }) => asksFor(key, asked));
  const isAnswered =
    headline !== undefined && ["status", "state", "plan", "tier"].some((word) => asked.has(word));
  if (named.length || isAnswered) return named.slice(0, DETAIL_LIMIT);
  return untold.filter(({ text }) => !/^https?:/.test(text)).slice(0, DETAIL_LIMIT);
}

function describeRecords({ fields, asked, headline }: Subject): string[] {
  return fields.records.slice(0, NESTED_LIMIT).flatMap(({ key, record }) => {
    const { name, id, status, rest } = readFields(record, new Set(words(key)));
    const text = name ?? id ?? status ?? rest[0]?.text;
    const isWanted = headline === undefined || asksFor(key, asked);
    return text && isWanted ? [`${showKey(key)}: ${text}`] : [];
  });
}

function describeLists({ fields, asked, headline }: Subject): string[] {
  return fields.lists.slice(0, NESTED_LIMIT).flatMap(({ key, items }) => {
    const isWanted = headline === undefined || asksFor(key, asked) || areNamed(items);
    return items.length && isWanted ? [`${showKey(key)}: ${listBriefly(items)}`] : [];
  });
}

function asksFor(key: string, asked: ReadonlySet<string>): boolean {
  return words(key).some((word) => word !== "id" && asked.has(word));
}

function listBriefly(items: readonly unknown[]): string {
  const isScalar = (item: unknown): boolean => !isRecord(item) && !Array.isArray(item);
  if (items.length <= SCALAR_LIMIT && items.every(isScalar)) return items.map(String).join(", ");
  const names = items.filter(isRecord).map((item) => readFields(item, new Set()).name);
  if (items.length <= NAME_LIMIT && names.every((name) => name !== undefined)) {
    return names.join("; ");
  }
  return `${items.length} ${items.length === 1 ? "entry" : "entries"}`;
}

/** Says whether items are a few things with names, which are worth writing unasked. */
function areNamed(items: readonly unknown[]): boolean {
  return (
    items.length <= NAME_LIMIT &&
    items.every((item) => isRecord(item) && readFields(item, new Set()).name !== undefined)
  );
}

/** Gives the inner record of `{ customer: { … } }`, which is about the customer. */
function unwrap(record: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const [only, ...others] = Object.values(record);
  return others.length === 0 && isRecord(only) ? only : record;
}
