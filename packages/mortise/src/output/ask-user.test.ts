import { PassThrough } from "node:stream";
import type { ElicitRequestParams } from "@mortise/protocol";
import { expect, test } from "vitest";
import type { AskUserOptions } from "./ask-user.ts";
import { askUser } from "./ask-user.ts";

const FORM = {
  message: "Whom, and how large?",
  requestedSchema: {
    type: "object",
    properties: {
      name: { type: "string", title: "Name" },
      size: { type: "string", title: "Size", enum: ["s", "m", "l"], default: "m" },
      tags: { type: "array", title: "Tags", items: { type: "string", enum: ["a", "b"] } },
      gift: { type: "boolean", title: "Gift" },
    },
    required: ["name", "size"],
  },
} as ElicitRequestParams;

/** Answers the form with keys, the next of which is typed when the screen shows the last. */
async function answer(keys: readonly string[], options: AskUserOptions = {}) {
  const source = new PassThrough();
  const screen = new PassThrough();
  const waiting = [...keys];
  screen.on("data", () => {
    const key = waiting.shift();
    if (key !== undefined) setImmediate(() => source.write(key));
  });
  return await askUser(FORM, { ...options, source, screen });
}

/** Enter, more often than there are fields: keys beyond the last question are not read. */
const ENTER = Array.from({ length: 30 }, () => "\r");

test("a form that is asked again begins with the answers that did not fit", async () => {
  const last = { name: "Ada", size: "l", tags: ["b"], gift: true };
  expect(await answer(ENTER, { reason: "too large", last })).toEqual({
    action: "accept",
    content: last,
  });
});

test("a form begins with the defaults of its schema, choices too", async () => {
  expect(await answer(["Bo", ...ENTER])).toEqual({
    action: "accept",
    content: { name: "Bo", size: "m", tags: [], gift: false },
  });
});
