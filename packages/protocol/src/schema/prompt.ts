import type { Role } from "./annotations.ts";
import type { ContentBlock } from "./content.ts";
import type { Icon } from "./implementation.ts";
import type { JsonObject } from "./json.ts";

/** A value that a prompt takes; on the wire every argument is a string. */
export interface PromptArgument {
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  readonly required?: boolean;
}

/** A reusable message template, as `prompts/list` names it. */
export interface Prompt {
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  readonly arguments?: readonly PromptArgument[];
  readonly icons?: readonly Icon[];
  readonly _meta?: JsonObject;
}

/** One message of a rendered prompt. */
export interface PromptMessage {
  readonly role: Role;
  readonly content: ContentBlock;
}
