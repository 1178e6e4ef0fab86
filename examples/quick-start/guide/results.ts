// #region results

import { audio, createServer, file, image, link, result, video } from "mortise";
import { z } from "zod";
// #endregion

import assert from "node:assert/strict";
import { connect } from "mortise";

const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);
const wav = new Uint8Array(44);
const mp4 = new Uint8Array(32);

// #region results
const server = createServer({ name: "results", version: "1.0.0" })
  // A JSON value: text for the model, `structured` for programs.
  .tool("order", { description: "One order." }, () => ({ id: "O-1", total: 12.5 }))
  // Text: text alone.
  .tool("note", { description: "A note." }, () => "All is well.")
  // A block, or a list of blocks and text.
  .tool("chart", { description: "A chart." }, () => image(png, "image/png"))
  .tool("report", { description: "A report." }, () => [
    "The first quarter:",
    image(png, "image/png", { annotations: { audience: ["user"] } }),
    audio(wav, "audio/wav"),
    video(mp4, "video/mp4"),
    file("month,total\n1,20\n", { name: "totals.csv", mimeType: "text/csv" }),
    link("docs://quarter/1", { name: "The whole report", mimeType: "text/markdown" }),
  ])
  // All parts by hand: what the model reads and what programs read may differ.
  .tool(
    "search",
    { description: "Search orders.", output: z.object({ ids: z.array(z.string()) }) },
    () =>
      result({
        content: "2 orders: O-1, O-2",
        structured: { ids: ["O-1", "O-2"] },
        meta: { "example.com/took-ms": 3 },
      }),
  );
// #endregion

// #region wire
const familiar = createServer({ name: "familiar", version: "1.0.0" }).tool(
  "note",
  { description: "A note, written out as the official SDK wants it." },
  () => ({ content: [{ type: "text", text: "All is well." }] }),
);
// #endregion
await using used = await connect(familiar);
assert.equal((await used.callTool("note")).text, "All is well.");

await using client = await connect(server);
const order = await client.callTool("order");
assert.deepEqual(order.structured, { id: "O-1", total: 12.5 });
assert.equal(order.text, '{"id":"O-1","total":12.5}');
const note = await client.callTool("note");
assert.equal(note.text, "All is well.");
assert.equal(note.structured, undefined);
const report = await client.callTool("report");
assert.deepEqual(
  report.content.map(({ type }) => type),
  ["text", "image", "audio", "resource", "resource", "resource_link"],
);
const search = await client.callTool("search");
assert.deepEqual(search.structured?.ids, ["O-1", "O-2"]);
assert.equal(search.text, "2 orders: O-1, O-2");
assert.deepEqual(search.meta?.["example.com/took-ms"], 3);
assert.equal((await client.callTool("chart")).content[0]?.type, "image");
