/** A provider whose rules for tools are known. */
export type ToolProvider = (typeof TOOL_PROVIDERS)[number];

/** The providers whose rules for tools are known. */
export const TOOL_PROVIDERS = ["anthropic", "openai", "google"] as const;

/**
 * The reader of a tool: a provider; `any` for one that is not known, which gets what every provider
 * takes; `offline` for the planner, which reads every well-formed schema.
 */
export type ToolReader = ToolProvider | "any" | "offline";

/** Gives the rules that a model's provider has, by the name that its adapter gives it. */
export function toolReaderOf(provider: string): ToolReader {
  if (provider === "offline") return "offline";
  if (/^(google\.vertex\.)?anthropic\b/.test(provider)) return "anthropic";
  if (/^(openai|azure)\b/.test(provider)) return "openai";
  return /^google\b/.test(provider) ? "google" : "any";
}
