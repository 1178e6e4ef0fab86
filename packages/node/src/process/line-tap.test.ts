import type { WireFrame } from "@mortise/protocol";
import { openTap } from "@mortise/protocol";
import { expect, test } from "vitest";
import { LineTap } from "./line-tap.ts";

function record(): { frames: WireFrame[]; tap: LineTap } {
  const frames: WireFrame[] = [];
  const begin = openTap((frame) => frames.push(frame), { side: "server", transport: "stdio" });
  return { frames, tap: new LineTap(begin(), "sent") };
}

test("each line is one frame with its line end, in whatever parts it comes", () => {
  const { frames, tap } = record();
  tap.push('{"a":');
  tap.push(new TextEncoder().encode('"é'));
  tap.push('"}\r\n\nlast');
  tap.push(Uint8Array.of(0xff, 0x0a));
  tap.push("unfinished");
  tap.end();
  expect(frames.map((frame) => (frame.kind === "data" ? frame.data : frame.kind))).toEqual([
    '{"a":"é"}\r\n',
    "\n",
    Uint8Array.of(...new TextEncoder().encode("last"), 0xff, 0x0a),
    "unfinished",
    "end",
  ]);
});

test("a buffer that is used again changes no frame", () => {
  const { frames, tap } = record();
  const buffer = new TextEncoder().encode("ab");
  tap.push(buffer);
  buffer.fill(0x78);
  tap.push("\n");
  expect(frames).toMatchObject([{ data: "ab\n" }]);
});

test("a line without an end is passed in parts", () => {
  const { frames, tap } = record();
  const mebibyte = Buffer.alloc(1024 * 1024, "x");
  for (let count = 0; count < 65; count += 1) tap.push(mebibyte);
  expect(frames).toHaveLength(1);
  tap.push("end\n");
  expect(frames).toMatchObject([{ kind: "data" }, { kind: "data", data: "end\n" }]);
});
