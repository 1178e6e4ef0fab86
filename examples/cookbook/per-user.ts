import { createServer, serve } from "mortise";
import { apiKey } from "mortise/auth";
import { z } from "zod";

/** The notes by their owner; with a database, a column `owner` and a WHERE. */
const notes = new Map<string, string[]>();

const server = createServer({
  name: "notes",
  version: "1.0.0",
  // Keys that you hand out. With an identity provider: bearerAuth({ issuer, resource }).
  auth: apiKey({ keys: { ada: process.env["KEY_ADA"], ben: process.env["KEY_BEN"] } }),
})
  .tool("list_notes", { description: "List the notes of the caller." }, (_input, ctx) => ({
    notes: notes.get(ctx.auth?.id ?? "") ?? [],
  }))
  .tool(
    "add_note",
    { description: "Write down a note of the caller.", input: z.object({ text: z.string() }) },
    ({ text }, ctx) => {
      // The owner is the holder of the key, and never an argument: a model can write any name.
      const owner = ctx.auth?.id ?? "";
      notes.set(owner, [...(notes.get(owner) ?? []), text]);
      return "Noted.";
    },
  );

await serve(server, { http: 3000 });
export default server;
