import { isRecord } from "../../record.ts";
import type { RecordFields } from "./field.ts";
import { readFields } from "./field.ts";

/** How many replies are written. */
const REPLY_LIMIT = 4;
const IS_DATE = /^\d{4}-\d{2}-\d{2}$/;

/** Writes a message with its author, date and replies; `undefined` for other records. */
export function describeMessage(fields: RecordFields): string | undefined {
  const line = writeLine(fields);
  if (line === undefined) return undefined;
  const replies = fields.lists
    .flatMap(({ items }) => items)
    .filter(isRecord)
    .flatMap((item) => writeLine(readFields(item, new Set())) ?? []);
  const more = replies.length - REPLY_LIMIT;
  return [
    line,
    ...replies.slice(0, REPLY_LIMIT).map((reply) => `  - ${reply}`),
    ...(more > 0 ? [`  - … and ${more} more`] : []),
  ].join("\n");
}

function writeLine({ author, name, plan, rest }: RecordFields): string | undefined {
  if (author === undefined || name === undefined || plan !== undefined) return undefined;
  const date = rest.find(({ text }) => IS_DATE.test(text))?.text;
  return `${date === undefined ? author : `${author}, ${date}`}: ${name}`;
}
