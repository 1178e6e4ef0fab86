import type {
  ContentBlock,
  Duration,
  Icon,
  JsonObject,
  Principal,
  PromptMessage,
  Role,
  Schema,
  SchemaInput,
  SchemaOutput,
} from "@mortise/protocol";
import type { Completer } from "../completion/completer.ts";
import type { RequestContext } from "../handler/context.ts";
import type { Flat } from "../schema/flat.ts";
import type { AccessOptions } from "../visibility/access.ts";
import type { VisibilityOptions } from "../visibility/condition.ts";

/** The definition of a prompt. */
export interface PromptDefinition<Input extends Schema | undefined = Schema | undefined>
  extends VisibilityOptions,
    AccessOptions {
  /** The name for people. */
  readonly title?: string;
  /** The purpose of the prompt. */
  readonly description?: string;
  /** The arguments; on the wire they are strings, which the schema turns into what it says. */
  readonly input?: Input;
  /** Suggests values for arguments; enums and booleans suggest themselves. */
  readonly complete?: Readonly<Record<string, Completer>>;
  /** How long rendering may take. Default: the server's. */
  readonly timeout?: Duration;
  /** Icons for a list of prompts. */
  readonly icons?: readonly Icon[];
  /** The prompt's `_meta` for clients. */
  readonly meta?: JsonObject;
}

/** A message as a handler may write it; text stands for a text block. */
export interface PromptLine {
  /** The speaker. */
  readonly role: Role;
  /** The message; text stands for a text block. */
  readonly content: string | ContentBlock;
}

/** A rendered prompt: text for one message of the user, messages, or messages with a description. */
export type PromptValue =
  | string
  | readonly (PromptLine | PromptMessage)[]
  | { readonly description?: string; readonly messages: readonly (PromptLine | PromptMessage)[] };

/** A prompt as a typed client sees it: its arguments. */
export interface PromptSignature {
  /** The arguments that a caller sends. */
  input: unknown;
}

/** The {@link PromptSignature} that a definition makes. */
export type PromptSignatureOf<Input extends Schema | undefined> = Flat<{
  input: Input extends Schema ? SchemaInput<Input> : Record<string, never>;
}>;

/** Renders a prompt. */
export type PromptHandler<
  Input extends Schema | undefined,
  Caller extends Principal = Principal,
> = (
  input: Input extends Schema ? SchemaOutput<Input> : Record<string, never>,
  context: RequestContext<Caller>,
) => PromptValue | Promise<PromptValue>;
