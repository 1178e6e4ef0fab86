import { expect, test } from "vitest";
import { LineReader } from "./line-reader.ts";

/** Feeds bytes in pieces of `size` and returns the lines. */
function read(reader: LineReader, text: string, size: number): string[] {
  const bytes = Buffer.from(text);
  const lines: string[] = [];
  for (let start = 0; start < bytes.length; start += size) {
    lines.push(...reader.read(bytes.subarray(start, start + size)));
  }
  return lines;
}

test.each([1, 2, 3, 5, 7, 1000])("lines are the same in chunks of %d bytes", (size) => {
  const text = 'first\r\n\n\r\n{"a":"é世🦊"}\nlast line\r\nunfinished';
  expect(read(new LineReader(1000), text, size)).toEqual(["first", '{"a":"é世🦊"}', "last line"]);
});

test.each([1, 4, 1000])(
  "a line that is too long is dropped alone, in chunks of %d bytes",
  (size) => {
    const refused: string[] = [];
    const reader = new LineReader(10, ({ message }) => refused.push(message));
    const text = `before\n${"x".repeat(50)}\nafter\n0123456789\n01234567890\nend\n`;
    expect(read(reader, text, size)).toEqual(["before", "after", "0123456789", "end"]);
    expect(refused).toEqual(Array(2).fill("a line is longer than 10 bytes"));
  },
);

test("without a callback, a line that is too long throws", () => {
  expect(() => new LineReader(3).read(Buffer.from("long\n"))).toThrow(RangeError);
});

test("the last line of a stream may lack its end; a byte order mark before any line is skipped", () => {
  const reader = new LineReader(100);
  const mark = Buffer.from("\ufeff");
  expect(reader.read(Buffer.concat([mark, Buffer.from("a\n")]))).toEqual(["a"]);
  expect(reader.read(mark.subarray(0, 1))).toEqual([]);
  expect(reader.read(Buffer.concat([mark.subarray(1), Buffer.from("b")]))).toEqual([]);
  expect(reader.end()).toEqual(["b"]);
  expect(reader.end()).toEqual([]);
});
