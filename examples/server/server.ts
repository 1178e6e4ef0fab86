import { createServer, serve, ToolError } from "mortise";
import { z } from "zod";
import { Note, Notes } from "./notes.ts";

const notes = new Notes();

const server = createServer({ name: "notes", version: "0.1.0" })
  .tool(
    "add_note",
    {
      description: "Write down a note.",
      input: z.object({ text: z.string().min(1).describe("the note, in a sentence") }),
      output: Note,
      annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false },
      timeout: "5s",
    },
    ({ text }) => notes.add(text),
  )
  .tool(
    "search_notes",
    {
      description: "Find the notes that contain some words.",
      input: z.object({ words: z.string().describe("e.g. milk") }),
      output: z.object({ notes: z.array(Note) }),
      annotations: { readOnlyHint: true },
      timeout: "5s",
    },
    ({ words }) => ({ notes: [...notes.search(words)] }),
  )
  .tool(
    "get_note",
    {
      description: "Read one note by its id.",
      input: z.object({ id: z.string().describe("e.g. N-1") }),
      output: Note,
      annotations: { readOnlyHint: true },
      timeout: "5s",
    },
    ({ id }) => {
      const note = notes.find(id);
      if (!note) throw new ToolError(`There is no note ${id}`, { code: "not_found" });
      return note;
    },
  );

await serve(server); // stdio, or HTTP with --http
export default server;
