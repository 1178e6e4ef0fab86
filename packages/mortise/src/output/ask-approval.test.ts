import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { askApproval } from "./ask-approval.ts";

const { signal } = new AbortController();
const DOWN = "\u001b[B";

/** Answers the question with keys, the next of which is typed when the screen shows the last. */
async function answer(keys: readonly string[], tool = "refund_order", size: object = {}) {
  const source = new PassThrough();
  const screen = Object.assign(new PassThrough(), size);
  let shown = "";
  const waiting = [...keys];
  screen.on("data", (chunk: Buffer) => {
    shown += chunk.toString();
    const key = waiting.shift();
    if (key !== undefined) setImmediate(() => source.write(key));
  });
  return { answer: await askApproval(tool, { signal, source, screen }), shown };
}

test.each([
  [["\r"], "no"],
  [[DOWN, "\r"], "yes"],
  [[DOWN, DOWN, "\r"], "always"],
  [["\u0003"], "stop"],
  [["\u001b[200~l\r\u001b[201~", "\r"], "no"],
  [["line one\nline two\n", "\r"], "no"],
  [["jj\r", "\r"], "no"],
])("the keys %j answer a question about a call with %s", async (keys, expected) => {
  // The pasted text changes nothing on the screen, so the key after it is typed at once.
  expect((await answer([...(keys as string[])])).answer).toBe(expected);
});

test("a terminal without a size, as of docker exec -t, has lines all the same", async () => {
  const { answer: chosen, shown } = await answer([DOWN, "\r"], "refund", { columns: 0, rows: 0 });
  expect(chosen).toBe("yes");
  expect(shown).toContain("Call refund?");
  expect(shown).toContain("Yes, and refund from now on");
});

test("a tool whose name hides characters is named with all of them", async () => {
  const { shown } = await answer(["\r"], "refund\u202e_order\u001b[2J");
  expect(shown).toContain('Call "refund\\u202e_order\\u001b[2J"?');
});
