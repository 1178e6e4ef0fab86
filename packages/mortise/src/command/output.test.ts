import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { MORTISE, openCommandLine } from "./fixture/command-line.ts";

const PICTURES = `import { createServer, image, serve } from ${MORTISE};
const bytes = new Uint8Array([137, 80, 78, 71, 0, 255]);
await serve(createServer({ name: "pictures", version: "1.0.0" })
  .tool("draw", { description: "Draws" }, () => image(bytes, "image/png"))
  .tool("explain", { description: "Explains" }, () => [image(bytes, "image/png"), "A dot"])
  .resource("logo://dot", { mimeType: "image/png" }, () => bytes));
`;

test("--output writes the bytes of one image or file, and the text of anything else", async () => {
  using line = openCommandLine({ "pictures.ts": PICTURES });
  const write = async (...words: string[]): Promise<Buffer> => {
    const outcome = await line.run([...words, "--output", "file"]);
    expect(outcome).toMatchObject({ code: 0, out: "" });
    return readFileSync(join(line.folder, "file"));
  };
  const bytes = Buffer.from([137, 80, 78, 71, 0, 255]);
  expect(await write("call", "pictures.ts", "draw")).toEqual(bytes);
  expect(await write("read", "pictures.ts", "logo://dot")).toEqual(bytes);
  expect(String(await write("call", "pictures.ts", "explain"))).toBe(
    "[image: image/png, 6 bytes; --save <dir> writes it to a file]\nA dot\n",
  );
  expect(JSON.parse(String(await write("call", "pictures.ts", "draw", "--json")))).toMatchObject({
    content: [{ type: "image", data: bytes.toString("base64") }],
  });
});
