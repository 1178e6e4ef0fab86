import { JqlError } from "./jql-error.ts";

const minute = 60_000;
const units: Readonly<Record<string, number>> = {
  m: minute,
  h: 60 * minute,
  d: 24 * 60 * minute,
  w: 7 * 24 * 60 * minute,
};

/** Reads a date as JQL writes it, absolute in UTC or relative to `now`, as milliseconds since 1970. */
export function readJqlDate(text: string, field: string, now: Date): number {
  const absolute = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?: (\d{1,2}):(\d{2}))?$/.exec(text.trim());
  if (absolute !== null) {
    const [year = 0, month = 1, day = 1, hours = 0, minutes = 0] = absolute
      .slice(1)
      .map((part) => Number(part ?? 0));
    const time = Date.UTC(year, month - 1, day, hours, minutes);
    // Date.UTC carries the 31st of February over into March; such a date is none.
    const [sameMonth, sameDay] = [new Date(time).getUTCMonth() + 1, new Date(time).getUTCDate()];
    if (sameMonth === month && sameDay === day && hours < 24 && minutes < 60) {
      return time;
    }
  }
  const offset = readOffset(text);
  if (offset === undefined) {
    throw new JqlError(
      `Date value '${text}' for field '${field}' is invalid. Valid formats include: 'yyyy/MM/dd HH:mm', 'yyyy-MM-dd HH:mm', 'yyyy/MM/dd', 'yyyy-MM-dd', or a period format e.g. '-5d', '4w 2d'.`,
    );
  }
  return now.getTime() + offset;
}

/** Calls a date function such as `startOfDay("-1d")`; `undefined` when there is none of that name. */
export function callJqlDateFunction(
  name: string,
  given: readonly string[],
  now: Date,
): number | undefined {
  const match = /^(start|end)of(day|week|month|year)$/.exec(name.toLowerCase());
  if (match === null) {
    return name.toLowerCase() === "now" ? now.getTime() : undefined;
  }
  const [, edge, unit] = match;
  const [increment] = given;
  const offset = increment === undefined ? 0 : readOffset(increment);
  if (offset === undefined) {
    throw new JqlError(
      `Incorrect value '${increment}' for function '${name}'. Give a period such as '-1d'.`,
    );
  }
  const start = startOf(unit ?? "day", now, 0);
  const end = startOf(unit ?? "day", now, 1) - 1;
  return (edge === "start" ? start : end) + offset;
}

function readOffset(text: string): number | undefined {
  const match = /^([+-]?)((?:\d+[mhdw]\s*)+)$/.exec(text.trim());
  if (match === null) {
    return undefined;
  }
  const [, sign = "", parts = ""] = match;
  const sum = [...parts.matchAll(/(\d+)([mhdw])/g)].reduce(
    (total, [, amount, unit]) => total + Number(amount) * (units[unit ?? ""] ?? 0),
    0,
  );
  return sign === "-" ? -sum : sum;
}

function startOf(unit: string, now: Date, ahead: number): number {
  const [year, month, day] = [now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()];
  switch (unit) {
    case "year":
      return Date.UTC(year + ahead, 0, 1);
    case "month":
      return Date.UTC(year, month + ahead, 1);
    case "week":
      // Jira's week begins on Sunday unless the site says otherwise.
      return Date.UTC(year, month, day - now.getUTCDay() + 7 * ahead);
    default:
      return Date.UTC(year, month, day + ahead);
  }
}
