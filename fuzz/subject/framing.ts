import assert from "node:assert/strict";
import fc from "fast-check";
import { LineReader } from "../../packages/node/src/process/line-reader.ts";
import { text } from "../arbitrary/junk.ts";
import type { Subject } from "../subject.ts";

const MAX_BYTES = 200;

const line = fc.oneof(
  text,
  fc.string({ minLength: MAX_BYTES, maxLength: MAX_BYTES * 2 }),
  fc.constantFrom("\r", "", " ", "\u0000", "\ufeff{}"),
);

/** Lines are the same however the bytes were divided, and a line that is too long affects no other. */
export const framing: Subject = {
  name: "framing",
  weight: 3,
  property: (tick) =>
    fc.property(
      fc.array(line, { maxLength: 8 }),
      fc.array(fc.nat({ max: 300 }), { maxLength: 10 }),
      (lines, cuts) => {
        tick();
        const bytes = Buffer.from(lines.map((each) => `${each}\n`).join(""));
        const refused: RangeError[] = [];
        const reader = new LineReader(MAX_BYTES, (error) => refused.push(error));
        const found = slices(bytes, cuts).flatMap((chunk) => reader.read(chunk));
        const expected = cut(bytes);
        assert.deepEqual(found, expected.kept);
        assert.equal(refused.length, expected.dropped);
      },
    ),
};

function slices(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const places = [...new Set(cuts.filter((place) => place < bytes.length))].sort((a, b) => a - b);
  return [0, ...places].map((start, index) => bytes.subarray(start, places[index] ?? bytes.length));
}

/** The lines of `bytes`, read at once. */
function cut(bytes: Buffer): { readonly kept: string[]; readonly dropped: number } {
  const kept: string[] = [];
  let dropped = 0;
  let start = 0;
  for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, start)) {
    const raw = bytes.subarray(start, end);
    start = end + 1;
    if (raw.length > MAX_BYTES) dropped += 1;
    else {
      // RFC 8259, section 8.1: a byte order mark may be ignored.
      const whole = (raw.at(-1) === 13 ? raw.subarray(0, -1) : raw)
        .toString("utf8")
        .replace(/^\ufeff/, "");
      if (whole !== "") kept.push(whole);
    }
  }
  return { kept, dropped };
}
