import { MortiseError } from "@mortise/protocol";
import type { LanguageModel } from "../language-model/language-model.ts";
import type { ProviderName } from "./default-model.ts";
import type { EndpointOption } from "./model-option.ts";
import type { ProviderSettings } from "./provider-settings.ts";
import { PROVIDER_VARIABLES } from "./provider-settings.ts";
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

/** The address of each provider, which its adapter would otherwise read from the environment. */
const ADDRESSES: Readonly<Record<ProviderName, string>> = {
  anthropic: "https://api.anthropic.com/v1",
  openai: "https://api.openai.com/v1",
  google: "https://generativelanguage.googleapis.com/v1beta",
};

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
  { settings: { provider, apiKey = "", baseURL = ADDRESSES[provider] }, modelId }: ProviderModel,
  fetch: FetchFunction | undefined,
): Promise<LanguageModel> {
  const settings = {
    apiKey,
    baseURL,
    ...(fetch !== undefined && { fetch }),
  };
  const explain = explainer(provider, `${provider}/${modelId}`);
  const restore = unsetEmpty(PROVIDER_VARIABLES[provider].addresses);
  // The names are written out, with `catch` behind them, so that bundlers find the installed
  // adapters and ignore the others.
  switch (provider) {
    case "anthropic": {
      const { createAnthropic } = await import("@ai-sdk/anthropic").catch(explain).finally(restore);
      return createAnthropic(settings)(modelId);
    }
    case "openai": {
      const { createOpenAI } = await import("@ai-sdk/openai").catch(explain).finally(restore);
      return createOpenAI(settings)(modelId);
    }
    case "google": {
      const { createGoogle } = await import("@ai-sdk/google").catch(explain).finally(restore);
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
    const needs = `The model ${JSON.stringify(model)} needs the package ${name}`;
    if (isMissing(error, name)) {
      const message = `${needs}, which is not installed; run: npm install ${wanted}`;
      const data = { model, packages: [wanted] };
      throw new MortiseError("MODEL_UNAVAILABLE", message, { cause: error, data });
    }
    const reason = error instanceof Error ? error.message : String(error);
    const message = `${needs}, which is installed and failed to load: ${reason}`;
    throw new MortiseError("MODEL_UNAVAILABLE", message, { cause: error, data: { model } });
  };
}

/** Says whether an import failed because the package itself is not there, whatever the runtime. */
function isMissing(error: unknown, name: string): boolean {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  const isNotFound = code === "ERR_MODULE_NOT_FOUND" || code === "MODULE_NOT_FOUND";
  // The file that imports stands behind "from", and may be of the package itself.
  const [missing = ""] = String(message).split(/ (?:imported )?from /);
  return isNotFound && missing.includes(name);
}

/**
 * Unsets variables that are empty, and gives the function that sets them again: an adapter that
 * finds one throws while it is imported.
 */
function unsetEmpty(names: readonly string[]): () => void {
  const { process } = globalThis as { process?: { env?: Record<string, string | undefined> } };
  const env = process?.env ?? {};
  const empty = names.filter((name) => env[name] === "");
  for (const name of empty) delete env[name];
  return () => {
    for (const name of empty) env[name] ??= "";
  };
}
