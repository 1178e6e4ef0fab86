import type { Role } from "./annotations.ts";
import type { ContentBlock } from "./content.ts";
import type { Icon } from "./implementation.ts";
import type { JsonObject } from "./json.ts";

/** A value that a prompt takes; on the wire every argument is a string. */
export interface PromptArgument {
  /** The name for programs. */
  readonly name: string;
  /** The name for people. */
  readonly title?: string;
  /** The meaning of the argument. */
  readonly description?: string;
  /** Rendering fails without it. Default `false`. */
  readonly required?: boolean;
}

/** A reusable message template, as `prompts/list` names it. */
export interface Prompt {
  /** The name for programs. */
  readonly name: string;
  /** The name for people. */
  readonly title?: string;
  /** The purpose of the prompt. */
  readonly description?: string;
  /** The arguments that rendering takes. */
  readonly arguments?: readonly PromptArgument[];
  /** Icons for a list of prompts. */
  readonly icons?: readonly Icon[];
  /** Further data, by name. */
  readonly _meta?: JsonObject;
}

/** One message of a rendered prompt. */
export interface PromptMessage {
  /** The speaker. */
  readonly role: Role;
  /** The message. */
  readonly content: ContentBlock;
}
