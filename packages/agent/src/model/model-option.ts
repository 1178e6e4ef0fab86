import type { LanguageModel } from "../language-model/language-model.ts";

/** An endpoint that speaks the OpenAI Chat Completions format. */
export interface EndpointOption {
  /** The address up to and including the version path, such as `http://localhost:8000/v1`. */
  readonly baseURL: string;
  /** The model's name at the endpoint. */
  readonly model: string;
  /** The key; none by default. */
  readonly apiKey?: string;
  /** Headers of every request. */
  readonly headers?: Record<string, string>;
  /** Whether answers are streamed. Default `true`. */
  readonly stream?: boolean;
}

/**
 * Which model an agent uses: `provider/id` (`anthropic`, `openai`, `google`, `ollama`), an endpoint,
 * a model object of AI SDK, `'offline'` for the rule-based planner, or `'auto'` to find one.
 */
export type ModelOption = string | EndpointOption | LanguageModel;
