import type { Role } from "./annotations.ts";
import type { AudioContent, ContentBlock, ImageContent, TextContent } from "./content.ts";
import type { JsonObject, JsonSchema } from "./json.ts";
import type { Tool } from "./tool.ts";

/** A folder or file that the client lets the server work in. */
export interface Root {
  /** A `file:` URI. */
  readonly uri: string;
  /** The name for people. */
  readonly name?: string;
  /** Further data, by name. */
  readonly _meta?: JsonObject;
}

/** A question to the user, answered in a form or at a URL. */
export type ElicitRequestParams =
  | {
      readonly mode?: "form";
      readonly message: string;
      readonly requestedSchema: JsonSchema;
    }
  | { readonly mode: "url"; readonly message: string; readonly url: string };

/** The answer of the user. */
export interface ElicitResult extends JsonObject {
  /** The user's decision. */
  readonly action: "accept" | "decline" | "cancel";
  /** The values of an accepted form. */
  readonly content?: { readonly [field: string]: string | number | boolean | readonly string[] };
}

/** One message of a sampling request or of its answer. */
export interface SamplingMessage {
  /** The speaker. */
  readonly role: Role;
  /** The message, or its parts. */
  readonly content: SamplingContent | readonly SamplingContent[];
  /** Further data, by name. */
  readonly _meta?: JsonObject;
}

/** One piece of a sampling message. */
export type SamplingContent =
  | TextContent
  | ImageContent
  | AudioContent
  | {
      readonly type: "tool_use";
      readonly id: string;
      readonly name: string;
      readonly input: JsonObject;
      readonly _meta?: JsonObject;
    }
  | {
      readonly type: "tool_result";
      readonly toolUseId: string;
      readonly content: readonly ContentBlock[];
      readonly structuredContent?: unknown;
      readonly isError?: boolean;
      readonly _meta?: JsonObject;
    };

/** A request that the client's model write something. */
export interface CreateMessageRequestParams {
  /** The conversation so far. */
  readonly messages: readonly SamplingMessage[];
  /** The most tokens to write. */
  readonly maxTokens: number;
  /** Instructions for the model; the client may change them. */
  readonly systemPrompt?: string;
  /** The servers whose context to include. */
  readonly includeContext?: "none" | "thisServer" | "allServers";
  /** The randomness of the model. */
  readonly temperature?: number;
  /** Texts that end the answer. */
  readonly stopSequences?: readonly string[];
  /** Hints for the choice of a model. */
  readonly modelPreferences?: {
    readonly hints?: readonly { readonly name?: string }[];
    readonly costPriority?: number;
    readonly speedPriority?: number;
    readonly intelligencePriority?: number;
  };
  /** Settings for the provider. */
  readonly metadata?: JsonObject;
  /** Tools that the model may call. */
  readonly tools?: readonly Tool[];
  /** Whether the model must call a tool. */
  readonly toolChoice?: { readonly mode?: "auto" | "required" | "none" };
}

/** The message that the client's model wrote. */
export interface CreateMessageResult extends JsonObject {
  /** The role of the answer. */
  readonly role: Role;
  /** The answer. */
  readonly content: SamplingContent | readonly SamplingContent[];
  /** The name of the model that answered. */
  readonly model: string;
  /** The reason that the answer ended, such as `endTurn`. */
  readonly stopReason?: string;
}
