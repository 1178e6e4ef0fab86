import type { ProviderFormat } from "./model-request.ts";

/** Settings with which an agent uses the fake provider in one format; spread them into `createAgent`. */
export interface AgentSettings {
  /** The model to use. */
  readonly model:
    | string
    | {
        readonly baseURL: string;
        readonly model: string;
        readonly apiKey: string;
        readonly stream: boolean;
      };
  /** The environment variables that the agent sees. */
  readonly environment: Record<string, string>;
}

/** Options of {@link agentSettings}. */
export interface AgentSettingsOptions {
  /** Whether Chat Completions are asked for as a stream. Default `true`. */
  readonly stream?: boolean;
}

/** The key that {@link agentSettings} uses. */
export const FAKE_KEY = "fake-key-0123456789abcdef";

/** Returns the settings with which an agent uses a fake provider in a format. */
export function agentSettings(
  format: ProviderFormat,
  url: string,
  { stream = true }: AgentSettingsOptions = {},
): AgentSettings {
  switch (format) {
    case "anthropic-messages":
      return {
        model: "anthropic/claude-fake",
        environment: { ANTHROPIC_API_KEY: FAKE_KEY, ANTHROPIC_BASE_URL: url },
      };
    case "openai-responses":
      return {
        model: "openai/gpt-fake",
        environment: { OPENAI_API_KEY: FAKE_KEY, OPENAI_BASE_URL: `${url}/v1` },
      };
    case "gemini":
      return {
        model: "google/gemini-3-fake",
        environment: { GEMINI_API_KEY: FAKE_KEY, GEMINI_BASE_URL: url },
      };
    case "chat-completions":
      return {
        model: { baseURL: `${url}/v1`, model: "own-model", apiKey: FAKE_KEY, stream },
        environment: {},
      };
  }
}
