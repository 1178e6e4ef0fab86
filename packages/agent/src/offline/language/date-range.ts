/** A span of time that a request names. */
export interface DateRange {
  /** The first day, as `2026-11-01`; absent when it has no beginning. */
  readonly from?: string;
  /** The day after the last; absent when it has no end. */
  readonly to?: string;
  /** The words of the request. */
  readonly written: string;
}

const MONTHS = [
  "january february march april may june july august september october november december",
  "jan feb mar apr may jun jul aug sep oct nov dec",
].map((line) => line.split(" "));
const MONTH = MONTHS.flat().join("|");
const DAY_MS = 86_400_000;

/** The ways to write a day, month or year. */
const DATE = [
  String.raw`\d{4}-\d{2}-\d{2}`,
  String.raw`\d{4}-\d{2}`,
  String.raw`(?:${MONTH})\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}`,
  String.raw`\d{1,2}\.?\s+(?:${MONTH})\.?\s+\d{4}`,
  String.raw`(?:${MONTH})\.?,?\s+(?:19|20)\d{2}`,
  String.raw`(?:${MONTH})\b(?!\.?\s+\d)`,
  String.raw`(?:the\s+)?(?:first|second)\s+half\s+of\s+(?:19|20)\d{2}`,
  String.raw`q[1-4]\s+(?:19|20)\d{2}`,
  String.raw`(?:19|20)\d{2}`,
  String.raw`today|yesterday|(?:this|last)\s+(?:week|month|year)`,
].join("|");

const BETWEEN = new RegExp(
  String.raw`\b(?:between|from)\s+(${DATE})\s+(?:and|to|until|till)\s+(${DATE})(?![\w-])`,
  "i",
);
const SIDE = new RegExp(
  String.raw`\b(before|prior to|until|till|up to|after|since|from|in|during|on|for)\s+(?:the\s+(?:year|month)\s+(?:of\s+)?)?(${DATE})(?![\w-])`,
  "i",
);
const BARE = /\b(?:today|yesterday|(?:this|last)\s+(?:week|month|year))\b/i;

/** A day, month or year as its first day and the day after its last. */
interface Span {
  readonly start: string;
  readonly end: string;
}

/** Reads the span of time in a text: "before November 2025", "in 2026", "this year". */
export function readDateRange(text: string, now: number): DateRange | undefined {
  const [between, first = "", second = ""] = BETWEEN.exec(text) ?? [];
  if (between !== undefined) {
    return { from: toSpan(first, now).start, to: toSpan(second, now).end, written: between };
  }
  const [side, word = "", date = ""] = SIDE.exec(text) ?? [];
  if (side !== undefined)
    return { ...toSide(word.toLowerCase(), toSpan(date, now), isDay(date)), written: side };
  const [bare] = BARE.exec(text) ?? [];
  if (bare === undefined) return undefined;
  const { start, end } = toSpan(bare, now);
  return { from: start, to: end, written: bare };
}

/** Says whether a date names one day: "from 2025-03-01" goes on, "from last year" is that year. */
function isDay(date: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$|[a-z]\.?\s+\d{1,2}\b(?!\d)|^\d{1,2}\b(?!\d)|^(?:today|yesterday)$/i.test(
    date,
  );
}

function toSide(word: string, { start, end }: Span, isOpen: boolean): Omit<DateRange, "written"> {
  switch (word) {
    case "before":
    case "prior to":
      return { to: start };
    case "until":
    case "till":
    case "up to":
      return { to: end };
    case "after":
      return { from: end };
    case "since":
      return { from: start };
    case "from":
      return isOpen ? { from: start } : { from: start, to: end };
    default:
      return { from: start, to: end };
  }
}

function toSpan(written: string, now: number): Span {
  const text = written.toLowerCase().replace(/\s+/g, " ");
  const today = new Date(now);
  const year = today.getUTCFullYear();
  const month = today.getUTCMonth();
  const date = today.getUTCDate();
  switch (text) {
    case "today":
      return days(year, month, date, 1);
    case "yesterday":
      return days(year, month, date - 1, 1);
    case "this week":
      return days(year, month, date - ((today.getUTCDay() + 6) % 7), 7);
    case "last week":
      return days(year, month, date - ((today.getUTCDay() + 6) % 7) - 7, 7);
    case "this month":
      return months(year, month, 1);
    case "last month":
      return months(year, month - 1, 1);
    case "this year":
      return months(year, 0, 12);
    case "last year":
      return months(year - 1, 0, 12);
    default:
      return toWrittenSpan(text, year, month);
  }
}

function toWrittenSpan(text: string, thisYear: number, thisMonth: number): Span {
  const [, y = "", m, d] = /^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?$/.exec(text) ?? [];
  if (d !== undefined) return days(Number(y), Number(m) - 1, Number(d), 1);
  if (m !== undefined) return months(Number(y), Number(m) - 1, 1);
  if (y !== "") return months(Number(y), 0, 12);
  const [, half, quarter, of = ""] = /(?:(first|second) half of|q([1-4])) (\d{4})/.exec(text) ?? [];
  if (half !== undefined) return months(Number(of), half === "first" ? 0 : 6, 6);
  if (quarter !== undefined) return months(Number(of), (Number(quarter) - 1) * 3, 3);
  const name = new RegExp(MONTH).exec(text)?.[0] ?? "";
  const month = Math.max(...MONTHS.map((names) => names.indexOf(name)));
  const year = /\b(?:19|20)\d{2}\b/.exec(text)?.[0];
  const day = /\b\d{1,2}(?=st|nd|rd|th|\b)/.exec(text.replace(year ?? "", ""))?.[0];
  if (day !== undefined) return days(Number(year), month, Number(day), 1);
  // A month without a year is the latest one that has begun.
  const meant = year === undefined ? (month > thisMonth ? thisYear - 1 : thisYear) : Number(year);
  return months(meant, month, 1);
}

function days(year: number, month: number, date: number, count: number): Span {
  const start = Date.UTC(year, month, date);
  return { start: toDay(start), end: toDay(start + count * DAY_MS) };
}

function months(year: number, month: number, count: number): Span {
  return { start: toDay(Date.UTC(year, month)), end: toDay(Date.UTC(year, month + count)) };
}

function toDay(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
