/** The wire formats that the fake provider speaks. */
export type ProviderFormat =
  | "anthropic-messages"
  | "openai-responses"
  | "chat-completions"
  | "gemini";

/** One piece of what a request says, whatever format it came in; `media` are media types. */
export type RequestEntry =
  | {
      readonly role: "user" | "assistant";
      readonly text: string;
      readonly media: readonly string[];
    }
  | { readonly role: "thinking"; readonly text: string; readonly signature: string }
  | {
      readonly role: "call";
      readonly id: string;
      readonly name: string;
      readonly args: unknown;
    }
  | {
      readonly role: "result";
      /** The id of the call. */
      readonly id: string;
      readonly text: string;
      readonly isError: boolean;
      readonly media: readonly string[];
    };

/** A tool as the request offered it. */
export interface OfferedTool {
  /** The name that the model calls. */
  readonly name: string;
  /** The description that the model reads. */
  readonly description: string;
  /** The JSON Schema of the arguments. */
  readonly schema: unknown;
}

/** A request of an agent to a model. */
export interface ModelRequest {
  /** The instructions. */
  readonly system: string;
  /** The conversation, oldest first. */
  readonly entries: readonly RequestEntry[];
  /** The tools that the model may call. */
  readonly tools: readonly OfferedTool[];
  /** `none` when the request forbids tool calls. */
  readonly toolChoice: string;
}

/** A request to a provider, whatever its format. */
export interface ProviderRequest extends ModelRequest {
  /** The format of the request. */
  readonly format: ProviderFormat;
  /** The name of the model that was asked for. */
  readonly model: string;
}
