import { z } from "zod";

/** The id of a ticket. Jira's library puts it into a path as it is, so nothing else may pass. */
export const ticketId = z
  .string()
  .trim()
  .regex(
    /^[A-Za-z][A-Za-z0-9_]*-[0-9]+$/,
    "A ticket id is a project key and a number, e.g. SUP-1207",
  )
  .toUpperCase()
  .describe("The ticket's id, e.g. SUP-1207");

/** The id of a customer. */
export const customerId = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .describe("The customer's id, e.g. C-1042");

/** How many entries one page holds. */
export const limit = z
  .int()
  .min(1)
  .max(50)
  .default(20)
  .describe("How many to return at most (1 to 50)");

/** Where a page begins. */
export const cursor = z
  .string()
  .min(1)
  .optional()
  .describe("next_cursor of the page before; leave it out for the first page");

/** Where the next page begins. */
export const nextCursor = z
  .string()
  .nullable()
  .describe("Pass it as cursor to get the next page; null when this is the last");
