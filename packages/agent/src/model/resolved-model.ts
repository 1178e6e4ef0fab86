import type { LanguageModel } from "../language-model/language-model.ts";

/** Where a model came from. */
export type ModelSource = "given" | "environment" | "local" | "offline";

/** A model that is ready to use, with what the agent says about it. */
export interface ResolvedModel {
  /** The model to call. */
  readonly model: LanguageModel;
  /** The name to show: `anthropic/claude-…`, or `offline (rules, no language model)`. */
  readonly label: string;
  /** Where the model came from. */
  readonly source: ModelSource;
  /** The provider's name for messages. */
  readonly title: string;
  /** The environment variable that holds the key; `undefined` if none does. */
  readonly keyName: string | undefined;
  /** The key, kept only to remove it from messages. */
  readonly apiKey: string | undefined;
}
