import { createServer, serve } from "mortise";
import { z } from "zod";

const notes = new Map([
  ["N-1", "Ring the baker about Saturday."],
  ["N-2", "The boiler is due in May."],
]);

const server = createServer({
  name: "notes",
  version: "1.0.0",
  instructions: "Notes of one person. Read a note before you quote it.",
})
  .resource("notes://all", { name: "all-notes", description: "Every note." }, () => [...notes])
  .resource(
    "notes://note/{id}",
    {
      name: "note",
      description: "One note.",
      complete: { id: (typed) => [...notes.keys()].filter((id) => id.startsWith(typed)) },
    },
    ({ id }) => notes.get(id) ?? `There is no note ${id}`,
  )
  .prompt(
    "summarize",
    {
      description: "Ask for a summary of the notes.",
      input: z.object({ style: z.string().describe("e.g. in one line") }),
    },
    ({ style }) => `Summarize these notes, ${style}:\n\n${[...notes.values()].join("\n")}`,
  )
  .tool(
    "add_note",
    { description: "Write down a note.", input: z.object({ text: z.string().min(1) }) },
    ({ text }) => {
      const id = `N-${notes.size + 1}`;
      notes.set(id, text);
      return { id, text };
    },
  );

await serve(server);
export default server;
