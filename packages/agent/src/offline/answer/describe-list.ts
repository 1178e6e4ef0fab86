import { extractValues } from "../language/extract-values.ts";
import { humanize, rawWords, stem, subjectWords, words } from "../language/tokenize.ts";
import { VERBS } from "../language/vocabulary.ts";
import { describeMessage } from "./describe-message.ts";
import { isRecord, readFields, showKey, showValue } from "./field.ts";

const ITEM_LIMIT = 5;
const ATTRIBUTE_LIMIT = 5;
const IS_ZERO = /^0(\.0+)?( [A-Z]{3})?$/;
const IS_DATE = /^\d{4}-\d{2}-\d{2}$/;

/** A list found in a tool's result. */
export interface ResultList {
  items: unknown[];
  /** The key that held it, if it had one. */
  key?: string;
  /** How many there are in all, where the result says so. */
  total?: number;
  /** True when the result is one page and says that there is another. */
  goesOn?: boolean;
}

/** Finds the list that a result is, or holds. */
export function findList(result: unknown): ResultList | undefined {
  if (Array.isArray(result)) return { items: result };
  if (!isRecord(result)) return undefined;
  const lists = Object.entries(result).filter((entry): entry is [string, unknown[]] =>
    Array.isArray(entry[1]),
  );
  const [found] = lists;
  if (found === undefined || lists.length !== 1) return undefined;
  const total = result["total"] ?? result["total_count"] ?? result["totalCount"];
  // A record that happens to hold items is a record, not a list of items.
  const own = Object.entries(result).filter(
    ([key, value]) =>
      typeof value !== "object" &&
      !/^(total|count|page|limit|offset|has_?more|.*cursor)/i.test(key),
  );
  if (own.length > 3 || own.some(([key]) => key === "id")) return undefined;
  return {
    items: found[1],
    key: found[0],
    ...(typeof total === "number" && { total }),
    goesOn: Object.entries(result).some(
      ([key, value]) => /^(next_?(cursor|page)|has_?more)/i.test(key) && Boolean(value),
    ),
  };
}

/** Describes a list: how many there are, then one line for each of the first. */
export function describeList(list: ResultList, tool: string, clause: string): string {
  const { items } = list;
  const count = Math.max(list.total ?? 0, items.length);
  const noun = nounPhrase(tool, list.key, count);
  const asksWhether = isAnsweredBy(clause, noun);
  // A page with another after it does not say how many there are.
  const isPart = list.goesOn === true && list.total === undefined;
  if (count === 0) return `${asksWhether ? "No, there are no" : "There are no"} ${noun}.`;
  const lead = asksWhether
    ? `Yes, there ${count === 1 ? "is" : "are"} ${isPart ? "at least " : ""}${count} ${noun}:`
    : `${isPart ? "The first " : ""}${isPart && count === 1 ? "" : `${count} `}${noun}:`;
  const lines = items.slice(0, ITEM_LIMIT).map((item) => `- ${describeItem(item, noun)}`);
  const more = count - lines.length;
  const rest = isPart
    ? [more > 0 ? `- … and more than ${more} others` : "- … and more"]
    : more > 0
      ? [`- … and ${more} more`]
      : [];
  return [lead, ...lines, ...rest].join("\n");
}

// "Unpaid invoices?" is not answered by a list of all invoices.
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

/** Names what a list holds, from its tool's name and its key: `get_open_tickets` holds open tickets. */
function nounPhrase(tool: string, key: string | undefined, count: number): string {
  const [head = ""] = rawWords(tool)
    .join(" ")
    .split(/ (?:for|by|of|from|with) /);
  const phrase = head.split(" ").filter((word) => !VERBS.has(stem(word)));
  const keyWords = key === undefined ? [] : rawWords(key);
  const telling = keyWords.some(
    (word) => !/^(items?|results?|data|values?|records?|list|entries|content)$/.test(word),
  );
  const covered = keyWords.map(stem).every((word) => phrase.map(stem).includes(word));
  const named = humanize(key ?? "")
    .toLowerCase()
    .split(" ");
  // The key says it in the plural and in the server's own word, the tool's name says which ones.
  const chosen = !telling ? phrase : covered ? [...phrase.slice(0, -1), ...named.slice(-1)] : named;
  const last = chosen.at(-1);
  if (last === undefined) return count === 1 ? "result" : "results";
  return [...chosen.slice(0, -1), inflect(last, count)].join(" ");
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
  const nested = fields.records
    .map(({ key, record }) => ({ key, inside: readFields(record, new Set(words(key))) }))
    .map(({ key, inside }) => ({ key, text: inside.name ?? inside.id ?? "" }))
    .filter(({ text }) => text);
  const hasAge = fields.rest.some(({ key }) => key === "age");
  const attributes = [
    ...(fields.plan === undefined ? [] : [`${fields.plan} plan`]),
    ...(fields.status === undefined || noun.split(" ").includes(fields.status)
      ? []
      : [fields.status]),
    ...[...fields.rest, ...nested]
      .sort((a, b) => attributeRank(a.key) - attributeRank(b.key))
      .filter(({ key, text }) => !/_id$|Id$|^ts$|^thread_?ts$/.test(key) && !/^https?:/.test(text))
      .filter(({ text }) => !hasAge || !IS_DATE.test(text))
      .filter(({ text }) => !IS_ZERO.test(text))
      .filter(({ text }, index, all) => all.findIndex((other) => other.text === text) === index)
      .map(({ key, text }) => showAttribute(key, text)),
  ].slice(0, ATTRIBUTE_LIMIT);
  const id = fields.author !== undefined && /^\d+$/.test(fields.id ?? "") ? undefined : fields.id;
  const subject = [id, fields.author, fields.name].filter(Boolean).join(": ");
  if (!subject) return attributes.join(", ") || "(no simple fields)";
  return attributes.length ? `${subject} (${attributes.join(", ")})` : subject;
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
