import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import type { KeyboardOptions } from "./keyboard.ts";
import { Keyboard } from "./keyboard.ts";

/** Types chunks at a keyboard; returns the keys that it passes on, and what was pasted. */
async function type(
  chunks: readonly string[],
  { drops = false, ...options }: Partial<KeyboardOptions> & { drops?: boolean } = {},
): Promise<{ keys: string; pasted: string[] }> {
  const source = new PassThrough();
  const pasted: string[] = [];
  const onPaste = (paste: string): void => void pasted.push(paste);
  const screen = new PassThrough();
  const keyboard = new Keyboard({ source, screen, ...(!drops && { onPaste }), ...options });
  const keys = text(keyboard);
  for (const chunk of chunks) source.emit("data", Buffer.from(chunk));
  source.emit("end");
  return { keys: await keys, pasted };
}

test.each([
  [["h", "é", "\r"], "hé\r", []],
  [["\u001b[200~one\r\ntwo\rthree\n\u001b[201~", "\r"], "\r", ["one\ntwo\nthree"]],
  [["a\u001b[2", "00~x\ry\u001b[20", "1~b"], "ab", ["x\ny"]],
  [["\u001b[200~a", "\rb", "\u001b[201~\u001b[200~c\u001b[201~"], "", ["a\nb", "c"]],
  [["one\rtwo\r"], "\r", ["one\ntwo"]],
  [["typed ahead\r"], "typed ahead\r", []],
  [["typed before the keyboard\n"], "typed before the keyboard\r", []],
  [["\u001b[200~pasted before\n\u001b[201~\n"], "\r", ["pasted before"]],
  [["\u001b[200~\u001b[31mred\u0007\u202e\u001b[201~"], "", ["red"]],
  [["\u001b", "[A"], "\u001b[A", []],
  [["\u001b[200~\n\n\u001b[201~"], "", []],
])("the keys and the pasted text of %j are kept apart", async (chunks, keys, pasted) => {
  expect(await type(chunks as string[])).toEqual({ keys, pasted });
});

test.each([
  [["\u001b[200~yes\r\u001b[201~"], ""],
  [["l\r"], ""],
  [["\n\n"], ""],
  [["line one\nline two\n"], ""],
  [["\u001b[B", "\r"], "\u001b[B\r"],
  [["\u001b[B\u001b[B", "y", "\n"], "\u001b[B\u001b[By\n"],
  [["\u001b"], "\u001b"],
  [["ab\u0003"], "\u0003"],
])("where pastes are dropped, %j types %j", async (chunks, keys) => {
  expect(await type(chunks as string[], { drops: true })).toEqual({ keys, pasted: [] });
});

test("Ctrl+C is reported, typed or among other keys", async () => {
  let count = 0;
  const onInterrupt = (): void => {
    count += 1;
  };
  await type(["\u0003", "xy\u0003"], { drops: true, onInterrupt });
  await type(["\u001b[200~\u0003\u001b[201~"], { drops: true, onInterrupt });
  expect(count).toBe(2);
});

test("the terminal marks pastes only while keys are read", () => {
  const written: string[] = [];
  const screen = { write: (part: string) => written.push(part) };
  const source = new PassThrough();
  const keyboard = new Keyboard({ source, screen });
  expect(written).toEqual(["\u001b[?2004h"]);
  keyboard[Symbol.dispose]();
  expect(written).toEqual(["\u001b[?2004h", "\u001b[?2004l"]);
  expect([source.listenerCount("data"), source.isPaused()]).toEqual([0, true]);
});
