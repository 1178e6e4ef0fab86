import { z } from "zod";

/** How long a page is. */
export const limit = z
  .int()
  .min(1)
  .max(100)
  .default(20)
  .describe("How many to return at most (1 to 100)");
/** Where a page begins. */
export const cursor = z
  .string()
  .min(1)
  .optional()
  .describe("next_cursor of the page before; leave it out for the first page");
/** Where the next page begins, in a result. */
export const next_cursor = z
  .string()
  .nullable()
  .describe("Pass it as cursor to get the next page; null when this is the last");
