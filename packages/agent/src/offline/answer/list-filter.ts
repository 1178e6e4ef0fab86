import { readDateRange } from "../language/date-range.ts";
import { holdsPhrase, meaningsOf, meantBy } from "../language/meaning.ts";
import { findNegation } from "../language/negation.ts";
import { rawWords } from "../language/tokenize.ts";
import type { ListField, ListRecord } from "./list-field.ts";
import { amountField, amountOf, dateField, fieldsOf } from "./list-field.ts";

/** A condition of a request on the records of a list. */
export interface ListFilter {
  /** The words of the request. */
  readonly written: string;
  readonly keeps: (record: ListRecord) => boolean;
}

/** The list that a clause puts conditions on. */
export interface FilteredList {
  readonly records: readonly ListRecord[];
  readonly clause: string;
  /** The arguments of the call and the words of the tool's name: these conditions hold already. */
  readonly settled: string;
  /** The values that fields may have by the tool's output schema, such as `overdue`. */
  readonly options: readonly string[];
  /** Milliseconds since 1970. */
  readonly now: number;
  /** The amount that is measured: "how much have they paid" asks for no state. */
  readonly measured?: string | undefined;
}

const OVER = "over|above|more than|greater than|higher than|exceeding|at least";
const UNDER = "under|below|less than|cheaper than|lower than|at most|up to";
const AMOUNT = new RegExp(
  String.raw`\b(${OVER}|${UNDER})\s+[$€£]?\s?(\d[\d,]*(?:\.\d+)?)(?![\w-])(?!\s+(?:days?|weeks?|months?|years?|items?|hours?)\b)(?:\s*(?:usd|eur|gbp|dollars?|euros?|pounds?))?`,
  "i",
);
/** States that a list is asked for even where no record and no schema names them. */
const STATES = new Set(
  "overdue cancelled canceled refunded pending shipped delivered open closed active inactive paid failed draft late resolved".split(
    " ",
  ),
);
const STATE_KEY = /(^|_)(status|state)$/i;
/** How many different values a field may have whose values are words to filter by. */
const CHOICE_LIMIT = 12;

/** Reads the conditions that a clause puts on a list, beyond those that the tool has applied. */
export function readFilters(list: FilteredList): ListFilter[] {
  const { records, clause } = list;
  const fields = fieldsOf(records);
  return [
    dateFilter(list, fields),
    amountFilter(records, fields, clause),
    valueFilter(list, fields),
  ]
    .flat()
    .filter((filter) => filter !== undefined);
}

function dateFilter(
  { records, clause, settled, now }: FilteredList,
  fields: readonly ListField[],
): ListFilter | undefined {
  const range = readDateRange(clause, now);
  const field = dateField(fields, records, clause);
  if (range === undefined || field === undefined) return undefined;
  const { from = "", to = "9999", written } = range;
  if (settled.includes(from) && from !== "") return undefined;
  return {
    written,
    keeps: (record) => {
      const day = String(field.read(record) ?? "").slice(0, 10);
      return day !== "" && day >= from && day < to;
    },
  };
}

function amountFilter(
  records: readonly ListRecord[],
  fields: readonly ListField[],
  clause: string,
): ListFilter | undefined {
  const [written, side = "", number = ""] = AMOUNT.exec(clause) ?? [];
  const field = amountField(fields, records, clause);
  if (written === undefined || field === undefined) return undefined;
  const bound = Number(number.replaceAll(",", ""));
  const isOver = new RegExp(`^(?:${OVER})$`, "i").test(side);
  const isReached = /^at/i.test(side) || /^up/i.test(side);
  return {
    written: written.trim(),
    keeps: (record) => {
      const amount = amountOf(field, record);
      if (amount === undefined) return false;
      return (isReached && amount === bound) || (isOver ? amount > bound : amount < bound);
    },
  };
}

/** Filters by words that are values of a field: "overdue", "by DHL", "high priority", "not paid". */
function valueFilter(list: FilteredList, fields: readonly ListField[]): ListFilter[] {
  const { records, clause, settled, options, measured = "" } = list;
  const choices = fields.filter((field) => isChoice(field, records));
  const filters: ListFilter[] = [];
  for (const field of choices) {
    const values = [...new Set(records.map((record) => String(field.read(record) ?? "")))];
    const known = STATE_KEY.test(field.key) ? [...values, ...options, ...STATES] : values;
    const lack = findLack(known, clause);
    if (lack !== undefined) {
      const { written, value: lacked } = lack;
      filters.push({
        written,
        keeps: (record) => !isSaid(String(field.read(record) ?? ""), lacked),
      });
      continue;
    }
    const said = known.find((value) => newlySaid(value, { clause, settled }) !== undefined);
    if (said === undefined || rawWords(measured).includes(said)) continue;
    filters.push({
      written: newlySaid(said, { clause, settled }) ?? said,
      keeps: (record) => isSaid(String(field.read(record) ?? ""), said),
    });
  }
  return filters.slice(0, 2);
}

/** Finds the value that a clause denies: an unpaid invoice has not been paid. */
function findLack(
  values: readonly string[],
  clause: string,
): { readonly written: string; readonly value: string } | undefined {
  for (const value of values) {
    for (const word of [value, ...meaningsOf(plain(value))]) {
      const written = findNegation(clause, word);
      if (written !== undefined) return { written, value };
    }
  }
  return undefined;
}

function isChoice({ key, read }: ListField, records: readonly ListRecord[]): boolean {
  if (
    /(^|_)(id|key|name|title|summary|subject|text|description|url|email|number|currency)$/i.test(
      key,
    )
  ) {
    return /^(carrier|tracking_carrier|assignee|assignee_name|author)$/i.test(key);
  }
  const values = records.map(read);
  const texts = values.filter((value) => typeof value === "string");
  return (
    texts.length > 0 &&
    new Set(texts).size <= CHOICE_LIMIT &&
    texts.every((text) => text.length <= 30 && !/^\d{4}-\d{2}/.test(text))
  );
}

/** Finds the words of a clause that mean a value, unless the tool was asked for it already. */
function newlySaid(
  value: string,
  { clause, settled }: Pick<FilteredList, "clause" | "settled">,
): string | undefined {
  const word = value === "" ? undefined : meantBy(value, clause);
  return word === undefined || holdsPhrase(settled, word) ? undefined : word;
}

function isSaid(value: string, said: string): boolean {
  const one = plain(value).toLowerCase();
  const other = plain(said).toLowerCase();
  return one === other || meaningsOf(other).includes(one);
}

function plain(value: string): string {
  return value.replace(/[_-]+/g, " ");
}
