import { expect, test } from "vitest";
import { readLines } from "./read-lines.ts";

async function read(chunks: readonly Uint8Array[]): Promise<readonly (readonly string[])[]> {
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
  const batches: (readonly string[])[] = [];
  for await (const lines of readLines(body)) batches.push(lines);
  return batches;
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test("lines are cut wherever the reads end, within a character too", async () => {
  const all = bytes('{"a":"ü"}\n{"b":1}\n');
  const chunks = Array.from(all, (byte) => Uint8Array.of(byte));
  expect((await read(chunks)).flat()).toEqual(['{"a":"ü"}', '{"b":1}']);
});

test("one read gives one batch, without blank lines", async () => {
  expect(await read([bytes("1\n\n2\n3"), bytes("4")])).toEqual([["1", "2"], ["34"]]);
});
