/** A provider that is found by its key. */
export type ProviderName = "anthropic" | "openai" | "google";

/** The model of each provider that is used when only the provider's key is known. */
export const DEFAULT_MODEL: Readonly<Record<ProviderName, string>> = {
  anthropic: "claude-sonnet-5-5",
  openai: "gpt-6-astra",
  google: "gemini-4-argon",
};
