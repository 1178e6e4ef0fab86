import { expect, test } from "vitest";
import { audio, file, image, link, video } from "./block.ts";

const bytes = new Uint8Array([0, 255]);

test.each<[string, () => unknown, string]>([
  [
    "the path of an image",
    () => image("./chart.png", "image/png"),
    'image got a text that is no base64: "./chart.png"; for a file pass its bytes: await readFile(path)',
  ],
  [
    "a data URL",
    () => audio("data:audio/wav;base64,AA==", "audio/wav"),
    'audio got a text that is no base64: "data:audio/wav;base64,AA=="; for a file pass its bytes: await readFile(path)',
  ],
  [
    "an image without a type",
    () => (image as (data: Uint8Array) => unknown)(bytes),
    'image needs a type such as "image/…"; it got undefined',
  ],
  [
    "the ending of a file in place of a type",
    () => video(bytes, "mp4"),
    'video needs a type such as "video/…"; it got "mp4"',
  ],
  [
    "a buffer of another kind",
    () => image(new ArrayBuffer(1) as never, "image/png"),
    "image takes a Uint8Array, or text that is base64; it got ArrayBuffer",
  ],
  [
    "a file without options",
    () => (file as (data: string) => unknown)("x"),
    "file takes an object with annotations, mimeType, name, uri; it got undefined",
  ],
  [
    "a file without a name",
    () => file("x", {} as never),
    'file needs a name, such as { name: "report.csv" }',
  ],
  [
    "text as the content of a file that is no text",
    () => file("not base64!", { name: "a.pdf", mimeType: "application/pdf" }),
    'file got a text that is no base64: "not base64!"; for a file pass its bytes: await readFile(path)',
  ],
  [
    "a link to a path",
    () => link("reports/1.pdf"),
    'link needs an absolute URI, such as docs://handbook; it got "reports/1.pdf"',
  ],
])("%s is refused", (_name, make, message) => {
  expect(make).toThrow(expect.objectContaining({ message }));
});

test("base64 is accepted with the letters for URLs, in lines, and empty", () => {
  for (const data of ["", "AA==", "_-8", "AAAA\r\nAA==\r\n"]) {
    expect(image(data, "image/svg+xml; charset=utf-8").data).toBe(data);
  }
});
