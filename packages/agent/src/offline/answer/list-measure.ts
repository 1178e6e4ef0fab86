import { showKey, showValue } from "./field.ts";
import type { ListField, ListRecord } from "./list-field.ts";
import { amountField, amountOf, dateField, fieldsOf } from "./list-field.ts";

/** A figure or a record that a clause asks for of a list as a whole. */
export type Measure = "sum" | "average" | "largest" | "smallest" | "oldest";

const WORDS: readonly (readonly [Measure, RegExp])[] = [
  ["average", /\b(?:average|mean|on average)\b/i],
  [
    "largest",
    /\b(?:largest|biggest|highest|most expensive|priciest|most valuable)\b(?! priority)/i,
  ],
  ["smallest", /\b(?:smallest|lowest|cheapest|least expensive)\b(?! priority)/i],
  ["oldest", /\b(?:oldest|earliest|very first|first)\b(?!\s+(?:\d|half|quarter|week|month))/i],
  ["sum", /\b(?:in total|altogether|overall|sum|total(?!\s+number)|how much)\b/i],
];

/** Finds what a clause wants to know of a list as a whole; `undefined` when it wants the list. */
export function readMeasure(clause: string): Measure | undefined {
  return WORDS.find(([, pattern]) => pattern.test(clause))?.[0];
}

/** The records that a measure is taken of, and the words that tell which they are. */
export interface Measured {
  readonly records: readonly ListRecord[];
  readonly clause: string;
  /** Such as `4 of the 5 invoices`. */
  readonly scope: string;
}

/** An answer in a sentence, or one record that answers. */
export type Taken =
  | { readonly sentence: string }
  | { readonly lead: string; readonly record: ListRecord };

/** Takes a measure of records; `undefined` if they have no field for it. */
export function takeMeasure(measure: Measure, measured: Measured): Taken | undefined {
  const { records, clause, scope } = measured;
  const fields = fieldsOf(records);
  if (measure === "oldest") {
    const field = dateField(fields, records, clause);
    const record = field && pick(records, (one) => -Date.parse(String(field.read(one))));
    return record && { lead: `The ${measure} of ${scope}:`, record };
  }
  const field = amountField(fields, records, clause);
  if (field === undefined) return undefined;
  if (measure === "largest" || measure === "smallest") {
    const sign = measure === "largest" ? 1 : -1;
    const record = pick(records, (one) => sign * (amountOf(field, one) ?? Number.NaN));
    return record && { lead: `The ${measure} of ${scope}, by ${showKey(field.key)}:`, record };
  }
  return { sentence: addUp(measure, field, measured) };
}

/** Names the amount that a sum or average is of; `undefined` for other measures. */
export function measuredKey(
  measure: Measure,
  records: readonly ListRecord[],
  clause: string,
): string | undefined {
  if (measure !== "sum" && measure !== "average") return undefined;
  return amountField(fieldsOf(records), records, clause)?.key;
}

function pick(
  records: readonly ListRecord[],
  weigh: (record: ListRecord) => number,
): ListRecord | undefined {
  const [best] = records
    .map((record) => ({ record, weight: weigh(record) }))
    .filter(({ weight }) => !Number.isNaN(weight))
    .sort((a, b) => b.weight - a.weight);
  return best?.record;
}

/** Adds amounts up, each currency for itself. */
function addUp(measure: "sum" | "average", field: ListField, { records, scope }: Measured): string {
  const sums = new Map<string, { sum: number; count: number }>();
  for (const record of records) {
    const value = field.read(record);
    if (typeof value !== "number") continue;
    const currency = typeof record["currency"] === "string" ? record["currency"] : "";
    const { sum, count } = sums.get(currency) ?? { sum: 0, count: 0 };
    sums.set(currency, { sum: sum + value, count: count + 1 });
  }
  const amounts = [...sums].map(([currency, { sum, count }]) => {
    const amount = measure === "sum" ? sum : sum / count;
    return showValue(field.key, Math.round(amount * 100) / 100, currency ? { currency } : {});
  });
  const how = measure === "sum" ? "in total" : "on average";
  const name = showKey(field.key);
  return `${name.charAt(0).toUpperCase()}${name.slice(1)} ${how}: ${amounts.join(" and ")}, over ${scope}.`;
}
