import { z } from "zod";

/** A note, as callers see it. */
export const Note = z.object({ id: z.string(), text: z.string() });
export type Note = z.infer<typeof Note>;

/** The notes, in memory: put your database here. */
export class Notes {
  readonly #notes = new Map<string, Note>();

  add(text: string): Note {
    const note = { id: `N-${this.#notes.size + 1}`, text };
    this.#notes.set(note.id, note);
    return note;
  }

  find(id: string): Note | undefined {
    return this.#notes.get(id);
  }

  search(words: string): readonly Note[] {
    const wanted = words.toLowerCase();
    return [...this.#notes.values()].filter(({ text }) => text.toLowerCase().includes(wanted));
  }
}
