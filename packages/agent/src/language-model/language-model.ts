import type { LanguageModelFinish, LanguageModelUsage } from "./answer.ts";
import type { LanguageModelMessage, LanguageModelTool, ProviderOptions } from "./prompt.ts";

/**
 * A language model as AI SDK 7 specifies it (`LanguageModelV4` of `@ai-sdk/provider`); every model
 * object of AI SDK is one.
 *
 * As much of the specification as Mortise reads is restated here, so that the types of this package
 * need nothing that may not be installed.
 */
export interface LanguageModel {
  /** The version of the specification that the model follows. */
  readonly specificationVersion: "v4";
  /** The provider's name, and the API's after a dot: `anthropic.messages`. */
  readonly provider: string;
  /** The model's name at its provider. */
  readonly modelId: string;
  /** The URLs, by media type, that the provider fetches by itself. Mortise sends no URLs. */
  readonly supportedUrls: PromiseLike<Record<string, RegExp[]>> | Record<string, RegExp[]>;
  /** Gives the whole answer at once. */
  doGenerate(call: LanguageModelCall): PromiseLike<LanguageModelAnswer>;
  /** Gives the answer part by part. */
  doStream(call: LanguageModelCall): PromiseLike<LanguageModelStream>;
}

/** One call of a {@link LanguageModel}, with the settings that Mortise makes use of. */
export interface LanguageModelCall {
  /** The conversation so far, in the order in which it happened. */
  readonly prompt: readonly LanguageModelMessage[];
  /** The tools that the model may call. */
  readonly tools?: readonly (LanguageModelTool | { readonly type: "provider" })[];
  /** Whether the model may call tools, must, or must not. */
  readonly toolChoice?:
    | { readonly type: "auto" | "none" | "required" }
    | { readonly type: "tool"; readonly toolName: string };
  /** The most tokens that the answer may have. */
  readonly maxOutputTokens?: number;
  /** How much the answer may vary; the range is the provider's. */
  readonly temperature?: number;
  /** Texts at which the answer ends. */
  readonly stopSequences?: readonly string[];
  /** Ends the call. */
  readonly abortSignal?: AbortSignal;
  /** Settings that one provider alone knows, by its name. */
  readonly providerOptions?: ProviderOptions;
}

/** A whole answer. */
export interface LanguageModelAnswer {
  /** The parts of the answer, of any type; `LanguageModelContent` has those that Mortise reads. */
  readonly content: readonly { readonly type: string }[];
  /** Why the answer ended. */
  readonly finishReason: LanguageModelFinish;
  /** The tokens that the call used. */
  readonly usage: LanguageModelUsage;
}

/** A streamed answer. */
export interface LanguageModelStream {
  /**
   * The parts as they come, of any type; `LanguageModelStreamPart` has those that Mortise reads.
   */
  readonly stream: ReadableStream<{ readonly type: string }>;
}
