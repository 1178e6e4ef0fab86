import type { LanguageModelV4 } from "@ai-sdk/provider";

/** An endpoint that speaks the OpenAI Chat Completions format. */
export interface EndpointOption {
  /** The address up to and including the version path, such as `http://localhost:8000/v1`. */
  baseURL: string;
  model: string;
  apiKey?: string;
  headers?: Record<string, string>;
  /** Streams the answer. Default `true`. */
  stream?: boolean;
}

/**
 * Which model an agent uses: `provider/id` (`anthropic`, `openai`, `google`, `ollama`), an endpoint, a model object of
 * AI SDK, `'offline'` for the rule-based planner, or `'auto'` to find one.
 */
export type ModelOption = string | EndpointOption | LanguageModelV4;
