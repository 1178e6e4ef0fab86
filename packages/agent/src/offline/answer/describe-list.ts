import { isRecord } from "../../record.ts";
import { extractValues } from "../language/extract-values.ts";
import { humanize, rawWords, stem, subjectWords, words } from "../language/tokenize.ts";
import { VERBS } from "../language/vocabulary.ts";
import { describeMessage } from "./describe-message.ts";
import type { RecordFields } from "./field.ts";
import { readFields, showKey, showValue } from "./field.ts";

/** How many items are written. */
const ITEM_LIMIT = 5;
/** How many attributes of an item are written. */
const ATTRIBUTE_LIMIT = 5;
const IS_ZERO = /^0(\.0+)?( [A-Z]{3})?$/;
const IS_DATE = /^\d{4}-\d{2}-\d{2}$/;

/** A list found in a tool's result. */
export interface ResultList {
  readonly items: readonly unknown[];
  /** The key of the list, when it has one. */
  readonly key?: string;
  /** How many items there are in all, when the result says so. */
  readonly total?: number;
  /** Whether the result is one page and says that there is another. */
  readonly goesOn?: boolean;
}

/** A list, and what it is described for. */
export interface ListQuestion {
  readonly list: ResultList;
  /** The name of the tool that the list came from. */
  readonly tool: string;
  /** The part of the request that the list answers. */
  readonly clause: string;
}

/** Finds the list that a result is, or holds. */
export function findList(result: unknown): ResultList | undefined {
  if (Array.isArray(result)) return { items: result };
  if (!isRecord(result)) return undefined;
  const lists = Object.entries(result).filter((entry): entry is [string, unknown[]] =>
    Array.isArray(entry[1]),
  );
  const [found] = lists;
  if (found === undefined || lists.length !== 1 || isThing(result)) return undefined;
  const total = result["total"] ?? result["total_count"] ?? result["totalCount"];
  return {
    items: found[1],
    key: found[0],
    ...(typeof total === "number" && { total }),
    goesOn: Object.entries(result).some(
      ([key, value]) => /^(next_?(cursor|page)|has_?more)/i.test(key) && Boolean(value),
    ),
  };
}

/** Says whether a result is a thing that happens to hold items, and no list of them. */
function isThing(result: Readonly<Record<string, unknown>>): boolean {
  const own = Object.entries(result).filter(
    ([key, value]) =>
      typeof value !== "object" &&
      !/^(total|count|page|limit|offset|has_?more|.*cursor)/i.test(key),
  );
  return own.length > 3 || own.some(([key]) => key === "id");
}

/** How many items a list has. */
interface Count {
  readonly count: number;
  /** Whether there are more, because the list is one page of many. */
  readonly isPart: boolean;
  readonly noun: string;
}

/** Describes a list: how many items there are, then one line for each of the first. */
export function describeList({ list, tool, clause }: ListQuestion): string {
  const { items, total, key, goesOn = false } = list;
  const count = Math.max(total ?? 0, items.length);
  const noun = nounPhrase(tool, key, count);
  const isYes = isAnsweredBy(clause, noun);
  if (count === 0) return `${isYes ? "No, there are no" : "There are no"} ${noun}.`;
  const counted: Count = { count, isPart: goesOn && total === undefined, noun };
  const lines = items.slice(0, ITEM_LIMIT).map((item) => writeItem(item, noun));
  return [
    isYes ? writeYes(counted) : writeLead(counted),
    ...lines,
    ...writeRest(counted, lines.length),
  ].join("\n");
}

/** Writes one line for each of the first items, and one that counts the rest. */
export function writeItems(items: readonly unknown[], noun: string): string[] {
  const lines = items.slice(0, ITEM_LIMIT).map((item) => writeItem(item, noun));
  return [...lines, ...writeRest({ count: items.length, isPart: false, noun }, lines.length)];
}

/** Names the items of a list, in the number that there are. */
export function nounOf({ list, tool }: Pick<ListQuestion, "list" | "tool">): string {
  return nounPhrase(tool, list.key, list.items.length);
}

function writeItem(item: unknown, noun: string): string {
  return `- ${describeItem(item, noun)}`;
}

function writeYes({ count, isPart, noun }: Count): string {
  return `Yes, there ${count === 1 ? "is" : "are"} ${isPart ? "at least " : ""}${count} ${noun}:`;
}

function writeLead({ count, isPart, noun }: Count): string {
  if (!isPart) return `${count} ${noun}:`;
  return count === 1 ? `The first ${noun}:` : `The first ${count} ${noun}:`;
}

function writeRest({ count, isPart }: Count, written: number): string[] {
  const more = count - written;
  if (isPart) return [more > 0 ? `- … and more than ${more} others` : "- … and more"];
  return more > 0 ? [`- … and ${more} more`] : [];
}

/**
 * Says whether a list answers a yes-or-no question: "Unpaid invoices?" is not answered by all
 * invoices.
 */
function isAnsweredBy(clause: string, noun: string): boolean {
  const asks = /\b(any|is there|are there|do(?:es)? .* have|has|have)\b/i.test(clause);
  if (!asks || /^(what|which|how|who)\b/i.test(clause)) return false;
  const covered = new Set(words(noun));
  const named = extractValues(clause, "request").flatMap(({ value, before }) => [
    ...words(String(value)),
    ...words(before),
  ]);
  return subjectWords(clause).every((word) => covered.has(word) || named.includes(word));
}

/**
 * Names the items, by the tool's name and the list's key: `get_open_tickets` gives open tickets.
 */
function nounPhrase(tool: string, key: string | undefined, count: number): string {
  const chosen = chooseNoun(tool, key);
  const last = chosen.at(-1);
  if (last === undefined) return count === 1 ? "result" : "results";
  return [...chosen.slice(0, -1), inflect(last, count)].join(" ");
}

function chooseNoun(tool: string, key: string | undefined): string[] {
  const [head = ""] = rawWords(tool)
    .join(" ")
    .split(/ (?:for|by|of|from|with) /);
  const phrase = head.split(" ").filter((word) => !VERBS.has(stem(word)));
  const keyWords = key === undefined ? [] : rawWords(key);
  const isTelling = keyWords.some(
    (word) => !/^(items?|results?|data|values?|records?|list|entries|content)$/.test(word),
  );
  if (!isTelling) return phrase;
  const named = humanize(key ?? "")
    .toLowerCase()
    .split(" ");
  const stems = phrase.map(stem);
  // The key has the plural in the server's own word, the tool's name says which ones.
  return keyWords.every((word) => stems.includes(stem(word)))
    ? [...phrase.slice(0, -1), ...named.slice(-1)]
    : named;
}

function inflect(word: string, count: number): string {
  const singular = word.endsWith("ies") ? `${word.slice(0, -3)}y` : word.replace(/(?<!s)s$/, "");
  if (count === 1) return singular;
  return singular.endsWith("y") && !/[aeiou]y$/.test(singular)
    ? `${singular.slice(0, -1)}ies`
    : `${singular}s`;
}

function describeItem(item: unknown, noun: string): string {
  if (!isRecord(item)) return showValue("", item);
  const fields = readFields(item, new Set(words(noun)));
  const message = describeMessage(fields);
  if (message !== undefined) return message;
  const { id, author, name } = fields;
  const attributes = listAttributes(fields, noun).slice(0, ATTRIBUTE_LIMIT);
  const isNumbered = author !== undefined && /^\d+$/.test(id ?? "");
  const subject = [isNumbered ? undefined : id, author, name].filter(Boolean).join(": ");
  if (!subject) return attributes.join(", ") || "(no simple fields)";
  return attributes.length ? `${subject} (${attributes.join(", ")})` : subject;
}

function listAttributes(fields: RecordFields, noun: string): string[] {
  const { plan, status, rest, records } = fields;
  const isSaid = status === undefined || noun.split(" ").includes(status);
  const nested = records.flatMap(({ key, record }) => {
    const inside = readFields(record, new Set(words(key)));
    const text = inside.name ?? inside.id;
    return text ? [{ key, text }] : [];
  });
  const hasAge = rest.some(({ key }) => key === "age");
  return [
    ...(plan === undefined ? [] : [`${plan} plan`]),
    ...(isSaid ? [] : [status]),
    ...[...rest, ...nested]
      .sort((a, b) => attributeRank(a.key) - attributeRank(b.key))
      .filter(({ key, text }) => !/_id$|Id$|^ts$|^thread_?ts$/.test(key) && !/^https?:/.test(text))
      .filter(({ text }) => !hasAge || !IS_DATE.test(text))
      .filter(({ text }) => !IS_ZERO.test(text))
      .filter(({ text }, index, all) => all.findIndex((other) => other.text === text) === index)
      .map(({ key, text }) => showAttribute(key, text)),
  ];
}

function showAttribute(key: string, text: string): string {
  if (/^(priority|severity)$/i.test(key)) return `${text.toLowerCase()} ${key.toLowerCase()}`;
  if (key === "age") return `${text} old`;
  return IS_DATE.test(text) ? `${showKey(key)} ${text}` : `${showKey(key)}: ${text}`;
}

function attributeRank(key: string): number {
  if (/priority|severity/i.test(key)) return 0;
  if (/amount|total|price|_cents$/i.test(key)) return 1;
  return /^age$|date|_at$|_on$|created|opened|time/i.test(key) ? 2 : 3;
}
