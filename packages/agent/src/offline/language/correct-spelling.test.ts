import { expect, test } from "vitest";
import { correctSpelling } from "./correct-spelling.ts";

const TOOLS = new Set(
  "open ticket tickets customer invoice invoices order orders status plan comment".split(" "),
);

test.each([
  ["plz show oppen tickts for C-1042", "please show open tickets for C-1042"],
  ["shwo the invoces of C-1042", "show the invoices of C-1042"],
  ["lsit ordres of C-1042", "list orders of C-1042"],
  ["show the staus of custmer C-1042", "show the status of customer C-1042"],
])("%s", (written, read) => {
  expect(correctSpelling(written, TOOLS).text).toBe(read);
});

test("each replaced word is listed", () => {
  expect(correctSpelling("plz show oppen tickts", TOOLS).corrections).toEqual([
    { written: "oppen", read: "open" },
    { written: "tickts", read: "tickets" },
  ]);
});

test.each([
  "Show the older orders",
  "the comments that Oppen wrote",
  'Post "oppen tickts" to #ordres',
  "Show the planned maintenance",
  "Which orders cost more than 500?",
  "Find tickets about gateways",
])("%s stays as it is", (text) => {
  expect(correctSpelling(text, TOOLS)).toEqual({ text, corrections: [] });
});
