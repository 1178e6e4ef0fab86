import type { LanguageModelV4 } from "@ai-sdk/provider";
import type { Environment } from "@mortise/protocol";
import { MortiseError, readEnvironment } from "@mortise/protocol";
import { createOfflineModel } from "../offline/offline-model.ts";
import { loadEndpointModel, loadProviderModel } from "./adapter.ts";
import type { ProviderName } from "./default-model.ts";
import { DEFAULT_MODEL } from "./default-model.ts";
import { findLocalModel, ollamaAddress } from "./local-server.ts";
import type { EndpointOption, ModelOption } from "./model-option.ts";
import { isProviderName, PROVIDER_VARIABLES, readProviderSettings } from "./provider-settings.ts";
import type { ModelSource, ResolvedModel } from "./resolved-model.ts";

/** Where a model is looked for. */
export interface ResolveModelOptions {
  /** Environment variables. Default: the platform's. */
  environment?: Environment;
  /** Makes every request to models and model servers. Default: the platform's. */
  fetch?: typeof globalThis.fetch;
  /** Looks for model servers on this machine. Default `true`. */
  local?: boolean;
}

/**
 * Finds the model to use: the one given, else by an environment key, else on this machine, else the offline planner.
 *
 * @throws MortiseError `INVALID_OPTION` when the option names no known provider, `MODEL_UNAVAILABLE` when its key is
 * missing, or when nothing was found and `NODE_ENV` is `production`.
 */
export async function resolveModel(
  option: ModelOption = "auto",
  options: ResolveModelOptions = {},
): Promise<ResolvedModel> {
  const environment = options.environment ?? readEnvironment();
  if (typeof option !== "string") {
    return "doStream" in option ? wrapGiven(option) : fromEndpoint(option, options.fetch);
  }
  if (option === "auto") return findModel(environment, options);
  if (option === "offline") return offline();
  const slash = option.indexOf("/");
  const provider = option.slice(0, Math.max(slash, 0));
  const id = option.slice(slash + 1);
  if (id && isProviderName(provider)) {
    return fromProvider(provider, id, "given", environment, options.fetch);
  }
  if (id && provider === "ollama") {
    const baseURL = `${ollamaAddress(environment)}/v1`;
    return fromLocal({ server: "ollama", baseURL, model: id }, "given", options.fetch);
  }
  throw new MortiseError(
    "INVALID_OPTION",
    `The model ${JSON.stringify(option)} names no known provider; write "anthropic/…", "openai/…", "google/…", "ollama/…", "offline", or { baseURL, model }`,
  );
}

async function findModel(
  environment: Environment,
  options: ResolveModelOptions,
): Promise<ResolvedModel> {
  for (const provider of Object.keys(PROVIDER_VARIABLES).filter(isProviderName)) {
    if (readProviderSettings(provider, environment).apiKey === undefined) continue;
    const id = DEFAULT_MODEL[provider];
    return fromProvider(provider, id, "environment", environment, options.fetch);
  }
  const local =
    options.local === false
      ? undefined
      : await findLocalModel(environment, options.fetch ?? globalThis.fetch);
  if (local) return fromLocal(local, "local", options.fetch);
  if (environment["NODE_ENV"] === "production") {
    throw new MortiseError(
      "MODEL_UNAVAILABLE",
      'No language model was found, and in production the offline planner must be asked for: set ANTHROPIC_API_KEY, OPENAI_API_KEY or GEMINI_API_KEY, or pass model: "offline"',
    );
  }
  return offline();
}

async function fromProvider(
  provider: ProviderName,
  id: string,
  source: ModelSource,
  environment: Environment,
  fetch: typeof globalThis.fetch | undefined,
): Promise<ResolvedModel> {
  const settings = readProviderSettings(provider, environment);
  const { title, keyName, apiKey } = settings;
  if (apiKey === undefined) {
    throw new MortiseError(
      "MODEL_UNAVAILABLE",
      `The model "${provider}/${id}" needs a key from ${title}, and ${PROVIDER_VARIABLES[provider].keys.join(" or ")} is not set`,
      { data: { provider, variable: keyName } },
    );
  }
  const model = await loadProviderModel(settings, id, fetch);
  return { model, label: `${provider}/${id}`, source, title, keyName, apiKey };
}

async function fromLocal(
  { server, baseURL, model: id }: { server: string; baseURL: string; model: string },
  source: ModelSource,
  fetch: typeof globalThis.fetch | undefined,
): Promise<ResolvedModel> {
  const model = await loadEndpointModel({ baseURL, model: id, stream: false }, server, fetch);
  const label = `${server}/${id} at ${new URL(baseURL).origin}`;
  return { model, label, source, title: server, keyName: undefined, apiKey: undefined };
}

async function fromEndpoint(
  endpoint: EndpointOption,
  fetch: typeof globalThis.fetch | undefined,
): Promise<ResolvedModel> {
  if (!URL.canParse(endpoint.baseURL) || !endpoint.model) {
    throw new MortiseError(
      "INVALID_OPTION",
      `A model endpoint needs an absolute baseURL and a model name; found baseURL ${JSON.stringify(endpoint.baseURL)} and model ${JSON.stringify(endpoint.model)}`,
    );
  }
  const { host, origin } = new URL(endpoint.baseURL);
  const model = await loadEndpointModel(endpoint, "endpoint", fetch);
  return {
    model,
    label: `${endpoint.model} at ${origin}`,
    source: "given",
    title: host,
    keyName: undefined,
    apiKey: endpoint.apiKey,
  };
}

function wrapGiven(model: LanguageModelV4): ResolvedModel {
  if (model.provider === "offline") return offline();
  const label = `${model.provider}/${model.modelId}`;
  const { provider: title } = model;
  return { model, label, source: "given", title, keyName: undefined, apiKey: undefined };
}

function offline(): ResolvedModel {
  return {
    model: createOfflineModel(),
    label: "offline (rules, no language model)",
    source: "offline",
    title: "the offline planner",
    keyName: undefined,
    apiKey: undefined,
  };
}
