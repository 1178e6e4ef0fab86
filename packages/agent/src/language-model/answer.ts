import type { JsonObject } from "@mortise/protocol";

/** Notes of a provider on a part, by its name, to be given back with the part. */
export interface LanguageModelNotes {
  /** The notes, by provider. */
  readonly providerMetadata?: Readonly<Record<string, JsonObject>>;
}

/** The parts of a whole answer that Mortise reads. */
export type LanguageModelContent =
  | ({ readonly type: "text"; readonly text: string } & LanguageModelNotes)
  | ({ readonly type: "reasoning"; readonly text: string } & LanguageModelNotes)
  | LanguageModelToolCall;

/** A tool call of an answer. */
export interface LanguageModelToolCall extends LanguageModelNotes {
  readonly type: "tool-call";
  /** The id that the provider gave. */
  readonly toolCallId: string;
  /** The name of the tool, as it was offered. */
  readonly toolName: string;
  /** The arguments as JSON text. */
  readonly input: string;
}

/**
 * The parts of a streamed answer that Mortise reads; texts and thoughts of one `id` belong
 * together.
 */
export type LanguageModelStreamPart =
  | LanguageModelTextPart
  | LanguageModelReasoningPart
  | LanguageModelToolCall
  | {
      readonly type: "finish";
      readonly finishReason: LanguageModelFinish;
      readonly usage: LanguageModelUsage;
    }
  | { readonly type: "error"; readonly error: unknown };

/** The beginning, a piece or the end of a streamed text. */
export type LanguageModelTextPart =
  | ({ readonly type: "text-start"; readonly id: string } & LanguageModelNotes)
  | ({ readonly type: "text-end"; readonly id: string } & LanguageModelNotes)
  | ({
      readonly type: "text-delta";
      readonly id: string;
      readonly delta: string;
    } & LanguageModelNotes);

/** The beginning, a piece or the end of a streamed thought. */
export type LanguageModelReasoningPart =
  | ({ readonly type: "reasoning-start"; readonly id: string } & LanguageModelNotes)
  | ({ readonly type: "reasoning-end"; readonly id: string } & LanguageModelNotes)
  | ({
      readonly type: "reasoning-delta";
      readonly id: string;
      readonly delta: string;
    } & LanguageModelNotes);

/** Why an answer ended. */
export interface LanguageModelFinish {
  /** The reason in words that all providers share: `stop`, `length`, `tool-calls` and so on. */
  readonly unified: string;
}

/** The tokens that a call used; `undefined` where the provider does not count them. */
export interface LanguageModelUsage {
  /** Tokens of the prompt, in total and by kind. */
  readonly inputTokens: { readonly total: number | undefined };
  /** Tokens of the answer, in total and by kind. */
  readonly outputTokens: { readonly total: number | undefined };
}
