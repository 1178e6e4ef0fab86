import { z } from "zod";

/** The channel a tool works in. */
export const channel = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .describe("A channel's name or id, e.g. support or C0123ABCD");

/** The id of a message. */
export const ts = z
  .string()
  .trim()
  .regex(/^\d{1,10}\.\d{6}$/, "A message's ts has six decimals, e.g. 1763800000.000042");

/** The size of a page. */
export const limit = z
  .int()
  .min(1)
  .max(100)
  .default(20)
  .describe("How many to return at most (1 to 100)");

/** The start of a page. */
export const cursor = z
  .string()
  .min(1)
  .optional()
  .describe("next_cursor of the page before; leave it out for the first page");

/** The start of the next page. */
export const nextCursor = z
  .string()
  .nullable()
  .describe("Pass it as cursor to get the next page; null when this is the last");

/** A day or a moment. */
export const moment = z
  .string()
  .trim()
  // A refinement, because the patterns of zod's own dates would cost every caller 700 characters.
  .refine(
    (text) => /^\d{4}-\d\d-\d\d(T|$)/.test(text) && !Number.isNaN(Date.parse(text)),
    "Write a day as 2026-05-01 or a moment as 2026-05-01T08:00:00Z",
  );

/** Converts a day or a moment to a Slack timestamp. */
export function toSlackTime(text: string): string {
  return (Date.parse(text) / 1000).toFixed(6);
}
