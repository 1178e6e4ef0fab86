import { MortiseError } from "@mortise/protocol";
import type { LanguageModel } from "../language-model/language-model.ts";
import type { EndpointOption } from "./model-option.ts";
import type { ProviderSettings } from "./provider-settings.ts";
import { streamWhole } from "./whole-answer.ts";

/**
 * The package to install for each provider: an adapter of AI SDK, an optional peer dependency.
 *
 * The major version is part of it, because each major follows another model specification.
 */
const ADAPTER_PACKAGES = {
  anthropic: "@ai-sdk/anthropic@4",
  openai: "@ai-sdk/openai@4",
  google: "@ai-sdk/google@4",
  endpoint: "@ai-sdk/openai-compatible@3",
} as const;

type AdapterName = keyof typeof ADAPTER_PACKAGES;

/** A model of one of the providers that are found by their key. */
export interface ProviderModel {
  /** The provider with its key and address. */
  readonly settings: ProviderSettings;
  /** The model's name at the provider. */
  readonly modelId: string;
}

/** A model of an endpoint. */
export interface EndpointModel {
  /** The name of the endpoint: `ollama`, `endpoint`. */
  readonly name: string;
  readonly endpoint: EndpointOption;
  /** The model's name for messages. */
  readonly label: string;
}

type FetchFunction = typeof globalThis.fetch;

/**
 * Loads a provider's adapter and makes a model of it.
 *
 * @throws MortiseError `MODEL_UNAVAILABLE` when the adapter is not installed.
 */
export async function loadProviderModel(
  { settings: { provider, apiKey = "", baseURL }, modelId }: ProviderModel,
  fetch: FetchFunction | undefined,
): Promise<LanguageModel> {
  const settings = {
    apiKey,
    ...(baseURL !== undefined && { baseURL }),
    ...(fetch !== undefined && { fetch }),
  };
  const explain = explainer(provider, `${provider}/${modelId}`);
  // The names are written out, with `catch` behind them, so that bundlers find the installed
  // adapters and ignore the others.
  switch (provider) {
    case "anthropic": {
      const { createAnthropic } = await import("@ai-sdk/anthropic").catch(explain);
      return createAnthropic(settings)(modelId);
    }
    case "openai": {
      const { createOpenAI } = await import("@ai-sdk/openai").catch(explain);
      return createOpenAI(settings)(modelId);
    }
    case "google": {
      const { createGoogle } = await import("@ai-sdk/google").catch(explain);
      return createGoogle(settings)(modelId);
    }
  }
}

/**
 * Makes a model of an endpoint that speaks Chat Completions.
 *
 * @throws MortiseError `MODEL_UNAVAILABLE` when the adapter is not installed.
 */
export async function loadEndpointModel(
  { name, endpoint, label }: EndpointModel,
  fetch: FetchFunction | undefined,
): Promise<LanguageModel> {
  const { createOpenAICompatible } = await import("@ai-sdk/openai-compatible").catch(
    explainer("endpoint", label),
  );
  const { baseURL, model, apiKey, headers, stream = true } = endpoint;
  const provider = createOpenAICompatible({
    name,
    baseURL: baseURL.replace(/\/+$/, ""),
    includeUsage: true,
    ...(apiKey !== undefined && { apiKey }),
    ...(headers !== undefined && { headers }),
    ...(fetch !== undefined && { fetch }),
  });
  return stream ? provider(model) : streamWhole(provider(model));
}

/** Makes the function that says why an adapter could not be imported, and what to do. */
function explainer(adapter: AdapterName, model: string): (error: unknown) => never {
  return (error) => {
    const wanted = ADAPTER_PACKAGES[adapter];
    const name = wanted.slice(0, wanted.lastIndexOf("@"));
    const problem = isMissing(error, name)
      ? `which is not installed; run: npm install ${wanted}`
      : `which could not be loaded (${error instanceof Error ? error.message : String(error)}); run: npm install ${wanted}`;
    throw new MortiseError(
      "MODEL_UNAVAILABLE",
      `The model ${JSON.stringify(model)} needs the package ${name}, ${problem}`,
      { cause: error, data: { model, packages: [wanted] } },
    );
  };
}

/** Says whether an import failed because the package itself is not there, whatever the runtime. */
function isMissing(error: unknown, name: string): boolean {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  const isNotFound = code === "ERR_MODULE_NOT_FOUND" || code === "MODULE_NOT_FOUND";
  return isNotFound && String(message).includes(name);
}
