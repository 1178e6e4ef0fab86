import { isRecord } from "../../record.ts";
import { words } from "../language/tokenize.ts";

/** A record of a list. */
export type ListRecord = Readonly<Record<string, unknown>>;

/** A scalar field of the records of a list. */
export interface ListField {
  readonly key: string;
  /** Reads the field; `undefined` where a record has none. */
  readonly read: (record: ListRecord) => string | number | undefined;
}

const DATE = /^\d{4}-\d{2}-\d{2}(?:$|T)/;
const AMOUNT_KEY = /amount|total|price|value|cost|balance|_cents$/i;
/** Dates that a list is about, before those of what happened afterwards. */
const MAIN_DATES = /created|placed|issued|opened|ordered|sent|posted|date|_ts$/i;

/** Lists the scalar fields of records, and those one level inside of them. */
export function fieldsOf(records: readonly ListRecord[]): ListField[] {
  const keys = new Set(records.flatMap((record) => Object.keys(record)));
  return [...keys].flatMap((key) => {
    const inner = new Set(
      records.flatMap((record) => {
        const value = record[key];
        return isRecord(value) ? Object.keys(value) : [];
      }),
    );
    const own: ListField = { key, read: (record) => toScalar(record[key]) };
    const nested = [...inner].map(
      (name): ListField => ({
        key: `${key}_${name}`,
        read: (record) => {
          const value = record[key];
          return isRecord(value) ? toScalar(value[name]) : undefined;
        },
      }),
    );
    return [own, ...nested].filter(({ read }) => records.some((one) => read(one) !== undefined));
  });
}

function toScalar(value: unknown): string | number | undefined {
  return typeof value === "string" || typeof value === "number" ? value : undefined;
}

/** Finds the date that a clause means: the one that it names, or the one that a record is listed by. */
export function dateField(
  fields: readonly ListField[],
  records: readonly ListRecord[],
  clause: string,
): ListField | undefined {
  const dates = fields.filter(({ read }) =>
    records.every((record) => {
      const value = read(record);
      return value === undefined || DATE.test(String(value));
    }),
  );
  return (
    dates.find((field) => isNamed(field, clause)) ??
    dates.find(({ key }) => MAIN_DATES.test(key)) ??
    dates[0]
  );
}

/** Finds the amount that a clause means: the one that it names, or the main one. */
export function amountField(
  fields: readonly ListField[],
  records: readonly ListRecord[],
  clause: string,
): ListField | undefined {
  const amounts = fields.filter(
    ({ key, read }) =>
      AMOUNT_KEY.test(key) &&
      records.every((record) => ["number", "undefined"].includes(typeof read(record))),
  );
  return (
    amounts.find((field) => isNamed(field, clause)) ??
    amounts.find(({ key }) => /^(amount|total|price|value|cost)/i.test(key)) ??
    amounts[0]
  );
}

function isNamed({ key }: ListField, clause: string): boolean {
  const said = new Set(words(clause));
  return words(key).some(
    (word) => said.has(word) && !/^(amount|total|date|cent|at|on|value|price)$/.test(word),
  );
}

/** Gives the number that people mean: 249.00 where a field counts cents. */
export function amountOf({ key, read }: ListField, record: ListRecord): number | undefined {
  const value = read(record);
  if (typeof value !== "number") return undefined;
  return /_cents$/i.test(key) ? value / 100 : value;
}
