import type { LanguageModelV4 } from "@ai-sdk/provider";

/** Where a model came from. */
export type ModelSource = "given" | "environment" | "local" | "offline";

/** A model that is ready to use, with what the agent says about it. */
export interface ResolvedModel {
  model: LanguageModelV4;
  /** What to show: `anthropic/claude-…`, or `offline (rules, no language model)`. */
  label: string;
  source: ModelSource;
  /** The provider's name for messages. */
  title: string;
  /** The environment variable that holds the key, where one does. */
  keyName: string | undefined;
  /** The key itself, kept only to remove it from messages. */
  apiKey: string | undefined;
}
