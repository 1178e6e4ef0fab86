import { EntryCall } from "../handler/entry-call.ts";
import type { CompiledPrompt } from "./compile-prompt.ts";

/** One `prompts/get`. */
export class PromptCall extends EntryCall<CompiledPrompt> {
  get where(): string {
    return `prompt ${this.entry.name}`;
  }

  get timeout(): number {
    return this.entry.timeout;
  }

  /** The prompt as the client named it. */
  get shownName(): string {
    return this.sentName(this.entry.name);
  }
}
