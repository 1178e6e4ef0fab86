import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { readMessage } from "./read-message.ts";

/** Types chunks into one terminal, and reads as many messages as are wanted. */
async function read(chunks: readonly string[], count = 1): Promise<(string | number)[]> {
  const source = new PassThrough();
  const screen = new PassThrough().resume();
  const history: string[] = [];
  const waiting = [...chunks];
  const typing = setInterval(() => {
    // The next key is typed when the last one has been taken.
    if (source.listenerCount("data") > 0 && source.readableLength === 0) {
      const chunk = waiting.shift();
      if (chunk !== undefined) source.write(chunk);
    }
  }, 1);
  const messages: (string | number)[] = [];
  try {
    for (let index = 0; index < count; index += 1) {
      messages.push(await readMessage({ history, source, screen }));
    }
  } finally {
    clearInterval(typing);
  }
  return messages;
}

test.each([
  [["hello", "\r"], "hello"],
  [
    ["\u001b[200~order one\rorder two\r\u001b[201~", " please", "\r"],
    "order one\norder two please",
  ],
  [["order one\rorder two\r"], "order one\norder two"],
  [["first\\", "\r", "second", "\r"], "first\nsecond"],
  [["ab", "\u001b[D", "\u001b[200~x\ry\u001b[201~", "\r"], "ax\nyb"],
  [["\u0003"], 130],
  [["\u0004"], 0],
])("%j is one message: %j", async (chunks, message) => {
  expect(await read(chunks as string[])).toEqual([message]);
});

test("an earlier message of several lines comes back whole", async () => {
  const paste = "\u001b[200~one\rtwo\u001b[201~";
  expect(await read([paste, "\r", "\u001b[A", "!", "\r"], 2)).toEqual(["one\ntwo", "one\ntwo!"]);
});

test("a long pasted text comes whole", async () => {
  const lines = Array.from({ length: 5_000 }, (_, index) => `line ${index} of a long report`);
  const paste = `\u001b[200~${lines.join("\r")}\u001b[201~`;
  expect(await read([paste, "\r"])).toEqual([lines.join("\n")]);
});
