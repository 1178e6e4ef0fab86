import { expect, test } from "vitest";
import { checkIcon } from "./icon.ts";

function png(width: number, height: number): Uint8Array {
  const bytes = new Uint8Array(33);
  bytes.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]);
  bytes.set(new TextEncoder().encode("IHDR"), 12);
  const view = new DataView(bytes.buffer);
  view.setUint32(16, width);
  view.setUint32(20, height);
  return bytes;
}

test("a square of 512 pixels needs no remark", () => {
  expect(checkIcon(png(512, 512), "icon.png")).toBeUndefined();
});

test.each([
  [256, 256],
  [512, 511],
])("%i × %i pixels are remarked on", (width, height) => {
  expect(checkIcon(png(width, height), "icon.png")).toBe(
    `icon.png is ${width} × ${height} pixels; hosts want 512 × 512`,
  );
});

test.each([
  ["a JPEG", new Uint8Array([0xff, 0xd8, 0xff, ...new Uint8Array(40)])],
  ["nothing", new Uint8Array()],
  ["the beginning of a PNG", png(512, 512).subarray(0, 20)],
])("%s is no icon", (_, bytes) => {
  expect(() => checkIcon(bytes, "icon.jpg")).toThrow("icon.jpg is no PNG");
});

test("bytes in the middle of a buffer are read at their place", () => {
  const buffer = new Uint8Array(100);
  buffer.set(png(64, 32), 7);
  expect(checkIcon(buffer.subarray(7, 40), "i.png")).toContain("64 × 32");
});
