/**
 * As much of AI SDK's `LanguageModelV4` as the scripted model reads and writes.
 *
 * It is restated, so that a test of servers needs no AI SDK; if the two drift apart,
 * `createAgent({ model: scriptedModel(…) })` no longer compiles.
 */
export interface ScriptedLanguageModel {
  /** The version of AI SDK's specification. */
  readonly specificationVersion: "v4";
  /** Always `script`. */
  readonly provider: string;
  /** Always `scripted`. */
  readonly modelId: string;
  /** Always empty, because the model fetches nothing. */
  readonly supportedUrls: Record<string, RegExp[]>;
  /** Takes the next step and returns it at once. */
  doGenerate(call: ModelCall): Promise<{
    content: ModelContent[];
    finishReason: ModelFinish;
    usage: ModelUsage;
    warnings: [];
  }>;
  /** Takes the next step and streams it word by word. */
  doStream(call: ModelCall): Promise<{ stream: ReadableStream<ModelStreamPart> }>;
}

/** The prompt and the settings of one call. */
export interface ModelCall {
  /** The conversation so far. */
  readonly prompt: readonly {
    readonly role: "system" | "user" | "assistant" | "tool";
    readonly content: string | readonly object[];
  }[];
  /** The tools that are offered. */
  readonly tools?: readonly object[] | undefined;
  /** Whether the model must call a tool. */
  readonly toolChoice?: { readonly type: string } | undefined;
  /** Aborts when the call is given up. */
  readonly abortSignal?: AbortSignal | undefined;
}

/** A piece of a whole answer. */
export type ModelContent =
  | { type: "text"; text: string }
  | { type: "reasoning"; text: string }
  | ModelToolCall;

/** A tool call in an answer; `input` is JSON text. */
export interface ModelToolCall {
  type: "tool-call";
  /** Names the call within its answer. */
  toolCallId: string;
  /** The name of the tool, as it was offered. */
  toolName: string;
  /** The arguments as JSON text. */
  input: string;
}

/** A piece of a streamed answer. */
export type ModelStreamPart =
  | { type: "stream-start"; warnings: [] }
  | { type: "text-start" | "text-end" | "reasoning-start" | "reasoning-end"; id: string }
  | { type: "text-delta" | "reasoning-delta"; id: string; delta: string }
  | ModelToolCall
  | { type: "finish"; usage: ModelUsage; finishReason: ModelFinish };

/** The reason why an answer ended. */
export interface ModelFinish {
  /** The reason in the words that all models share. */
  unified: "stop" | "tool-calls";
  /** The reason in the model's own words. */
  raw: undefined;
}

/** The tokens of an answer. */
export interface ModelUsage {
  /** Tokens of the prompt. */
  inputTokens: { total: number; noCache: number; cacheRead: number; cacheWrite: number };
  /** Tokens of the answer. */
  outputTokens: { total: number; text: number; reasoning: number };
}
