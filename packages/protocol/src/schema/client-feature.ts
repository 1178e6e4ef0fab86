import type { Role } from "./annotations.ts";
import type { AudioContent, ContentBlock, ImageContent, TextContent } from "./content.ts";
import type { JsonObject, JsonSchema } from "./json.ts";
import type { Tool } from "./tool.ts";

/** A folder or file that the client lets the server work in. */
export interface Root {
  readonly uri: string;
  readonly name?: string;
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
  readonly action: "accept" | "decline" | "cancel";
  readonly content?: { readonly [field: string]: string | number | boolean | readonly string[] };
}

/** One message of a sampling request or of its answer. */
export interface SamplingMessage {
  readonly role: Role;
  readonly content: SamplingContent | readonly SamplingContent[];
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
  readonly messages: readonly SamplingMessage[];
  readonly maxTokens: number;
  readonly systemPrompt?: string;
  readonly includeContext?: "none" | "thisServer" | "allServers";
  readonly temperature?: number;
  readonly stopSequences?: readonly string[];
  readonly modelPreferences?: {
    readonly hints?: readonly { readonly name?: string }[];
    readonly costPriority?: number;
    readonly speedPriority?: number;
    readonly intelligencePriority?: number;
  };
  readonly metadata?: JsonObject;
  readonly tools?: readonly Tool[];
  readonly toolChoice?: { readonly mode?: "auto" | "required" | "none" };
}

/** The message that the client's model wrote. */
export interface CreateMessageResult extends JsonObject {
  readonly role: Role;
  readonly content: SamplingContent | readonly SamplingContent[];
  readonly model: string;
  readonly stopReason?: string;
}
