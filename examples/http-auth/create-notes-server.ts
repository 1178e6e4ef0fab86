import type { AuthProvider } from "mortise";
import { createServer } from "mortise";
import { z } from "zod";

/** The notes of each user, in memory: put your database here. */
const notes = new Map<string, string[]>();

/** Makes the server of the notes; `auth` checks the callers. */
export function createNotesServer(auth: AuthProvider) {
  return createServer({ name: "notes", version: "0.1.0", auth })
    .tool(
      "list_notes",
      {
        description: "List the notes of the caller.",
        output: z.object({ notes: z.array(z.string()) }),
        annotations: { readOnlyHint: true },
        timeout: "5s",
      },
      (_input, ctx) => ({ notes: notes.get(ctx.auth?.id ?? "") ?? [] }),
    )
    .tool(
      "add_note",
      {
        description: "Write down a note of the caller.",
        input: z.object({ text: z.string().min(1).describe("the note, e.g. Buy milk") }),
        output: z.object({ count: z.number().describe("the notes that the caller has now") }),
        annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false },
        scopes: ["notes:write"],
        timeout: "5s",
      },
      ({ text }, ctx) => {
        const owner = ctx.auth?.id ?? "";
        const all = [...(notes.get(owner) ?? []), text];
        notes.set(owner, all);
        return { count: all.length };
      },
    );
}
