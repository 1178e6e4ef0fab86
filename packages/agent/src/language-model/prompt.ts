/** Settings or notes that one provider alone reads, by its name. */
export type ProviderOptions = Readonly<Record<string, object>>;

/** One message of a prompt. */
export type LanguageModelMessage =
  | {
      /** Instructions. */
      readonly role: "system";
      readonly content: string;
    }
  | {
      /** A message of the user. */
      readonly role: "user";
      readonly content: readonly (PromptText | PromptFile)[];
    }
  | {
      /** An answer of the model. */
      readonly role: "assistant";
      readonly content: readonly (
        | PromptText
        | PromptFile
        | PromptReasoning
        | PromptToolCall
        | PromptToolResult
        | { readonly type: "custom" | "reasoning-file" }
      )[];
    }
  | {
      /** The results of the calls in the message before. */
      readonly role: "tool";
      readonly content: readonly (PromptToolResult | { readonly type: "tool-approval-response" })[];
    };

/** A text in a prompt. */
export interface PromptText {
  readonly type: "text";
  /** The text. */
  readonly text: string;
  /** Settings for one provider, by its name. */
  readonly providerOptions?: ProviderOptions;
}

/** A thought of the model before an answer. */
export interface PromptReasoning {
  readonly type: "reasoning";
  /** The thought. */
  readonly text: string;
  /** Settings for one provider, by its name. */
  readonly providerOptions?: ProviderOptions;
}

/** A file in a prompt. */
export interface PromptFile {
  readonly type: "file";
  /** The IANA media type. */
  readonly mediaType: string;
  /** The file itself, as base64 or bytes, or its URL. */
  readonly data:
    | { readonly type: "data"; readonly data: string | Uint8Array }
    | { readonly type: "url" | "reference" | "text" };
  /** The file's name, if it has one. */
  readonly filename?: string;
  /** Settings for one provider, by its name. */
  readonly providerOptions?: ProviderOptions;
}

/** A tool call that the model made. */
export interface PromptToolCall {
  readonly type: "tool-call";
  /** Names the call within the conversation. */
  readonly toolCallId: string;
  /** The name of the tool, as it was offered. */
  readonly toolName: string;
  /** The arguments. */
  readonly input: unknown;
  /** Settings for one provider, by its name. */
  readonly providerOptions?: ProviderOptions;
}

/** The result of one tool call. */
export interface PromptToolResult {
  readonly type: "tool-result";
  /** The id of the call. */
  readonly toolCallId: string;
  /** The name of the tool that was called. */
  readonly toolName: string;
  /** The result, as text, JSON or parts. */
  readonly output: PromptToolOutput;
  /** Settings for one provider, by its name. */
  readonly providerOptions?: ProviderOptions;
}

/** The result of a tool, or the reason why there is none. */
export type PromptToolOutput =
  | { readonly type: "text" | "error-text"; readonly value: string }
  | { readonly type: "json" | "error-json"; readonly value: unknown }
  | { readonly type: "execution-denied"; readonly reason?: string }
  | {
      readonly type: "content";
      readonly value: readonly (PromptText | PromptFile | { readonly type: "custom" })[];
    };

/** A tool that the model may call. */
export interface LanguageModelTool {
  readonly type: "function";
  /** The name that the model calls. */
  readonly name: string;
  /** The description that the model reads. */
  readonly description?: string;
  /** The JSON Schema of the arguments. */
  readonly inputSchema: object;
  /** Settings for one provider, by its name. */
  readonly providerOptions?: ProviderOptions;
}
