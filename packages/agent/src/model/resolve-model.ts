import type { Clock, Environment } from "@mortise/protocol";
import { MortiseError, readEnvironment, systemClock } from "@mortise/protocol";
import type { LanguageModel } from "../language-model/language-model.ts";
import { createOfflineModel } from "../offline/offline-model.ts";
import { loadEndpointModel, loadProviderModel } from "./adapter.ts";
import { checkModel } from "./check-model.ts";
import type { ProviderName } from "./default-model.ts";
import { DEFAULT_MODEL } from "./default-model.ts";
import type { LocalModel } from "./local-server.ts";
import { findLocalModel, ollamaAddress } from "./local-server.ts";
import type { EndpointOption, ModelOption } from "./model-option.ts";
import { isProviderName, PROVIDER_VARIABLES, readProviderSettings } from "./provider-settings.ts";
import type { ModelSource, ResolvedModel } from "./resolved-model.ts";

/** Where a model is looked for. */
export interface ResolveModelOptions {
  /** Environment variables. Default: the platform's. */
  readonly environment?: Environment;
  /** Makes every request to models and model servers. Default: the platform's. */
  readonly fetch?: typeof globalThis.fetch;
  /** Whether model servers on this machine are looked for. Default `true`. */
  readonly localModels?: boolean;
  /** Bounds the search on this machine. Default: the platform's. */
  readonly clock?: Clock;
}

/** {@link ResolveModelOptions} with the environment filled in. */
interface Surroundings extends ResolveModelOptions {
  readonly environment: Environment;
}

/** A model of a provider that is found by its key, and where its name comes from. */
interface ProviderChoice {
  readonly provider: ProviderName;
  readonly modelId: string;
  readonly source: ModelSource;
}

/**
 * Finds the model to use: the one given, else by an environment key, else on this machine, else the
 * offline planner.
 *
 * @throws MortiseError `INVALID_OPTION` when the option names no model that there can be; `MODEL_UNAVAILABLE`
 * when the provider's key is missing, when its package is not installed, or when nothing was found
 * and `NODE_ENV` is `production`.
 */
export async function resolveModel(
  option: ModelOption = "auto",
  options: ResolveModelOptions = {},
): Promise<ResolvedModel> {
  const environment = options.environment ?? readEnvironment();
  const surroundings = { ...options, environment };
  checkModel(option);
  if (typeof option === "string") return resolveName(option, surroundings);
  return "doStream" in option ? wrapGiven(option) : fromEndpoint(option, options.fetch);
}

async function resolveName(name: string, surroundings: Surroundings): Promise<ResolvedModel> {
  if (name === "auto") return findModel(surroundings);
  if (name === "offline") return offline();
  const slash = name.indexOf("/");
  const provider = name.slice(0, Math.max(slash, 0));
  const modelId = name.slice(slash + 1);
  if (isProviderName(provider)) {
    return fromProvider({ provider, modelId, source: "given" }, surroundings);
  }
  const baseURL = `${ollamaAddress(surroundings.environment)}/v1`;
  return fromLocal({ server: "ollama", baseURL, model: modelId }, "given", surroundings);
}

async function findModel(surroundings: Surroundings): Promise<ResolvedModel> {
  const { environment, localModels = true } = surroundings;
  const { fetch = globalThis.fetch, clock = systemClock } = surroundings;
  for (const provider of Object.keys(PROVIDER_VARIABLES).filter(isProviderName)) {
    if (readProviderSettings(provider, environment).apiKey === undefined) continue;
    const modelId = DEFAULT_MODEL[provider];
    return fromProvider({ provider, modelId, source: "environment" }, surroundings);
  }
  const local = localModels ? await findLocalModel({ environment, fetch, clock }) : undefined;
  if (local) return fromLocal(local, "local", surroundings);
  if (environment["NODE_ENV"] === "production") {
    throw new MortiseError(
      "MODEL_UNAVAILABLE",
      'No language model was found, and in production the offline planner must be asked for: set ANTHROPIC_API_KEY, OPENAI_API_KEY or GEMINI_API_KEY, or pass model: "offline"',
    );
  }
  return offline();
}

async function fromProvider(
  { provider, modelId, source }: ProviderChoice,
  { environment, fetch }: Surroundings,
): Promise<ResolvedModel> {
  const settings = readProviderSettings(provider, environment);
  const { title, keyName, apiKey } = settings;
  const label = `${provider}/${modelId}`;
  if (apiKey === undefined) {
    throw new MortiseError(
      "MODEL_UNAVAILABLE",
      `The model "${label}" needs a key from ${title}, and ${PROVIDER_VARIABLES[provider].keys.join(" or ")} is not set`,
      { data: { model: label, provider, variable: keyName } },
    );
  }
  const model = await loadProviderModel({ settings, modelId }, fetch);
  return { model, label, source, title, keyName, apiKey };
}

async function fromLocal(
  { server, baseURL, model: id }: LocalModel,
  source: ModelSource,
  { fetch }: Surroundings,
): Promise<ResolvedModel> {
  const endpoint = { baseURL, model: id, stream: false };
  const label = `${server}/${id} at ${new URL(baseURL).origin}`;
  const model = await loadEndpointModel({ name: server, endpoint, label }, fetch);
  return { model, label, source, title: server, keyName: undefined, apiKey: undefined };
}

async function fromEndpoint(
  endpoint: EndpointOption,
  fetch: ResolveModelOptions["fetch"],
): Promise<ResolvedModel> {
  const { baseURL, model: id, apiKey } = endpoint;
  const { host, origin } = new URL(baseURL);
  const label = `${id} at ${origin}`;
  const model = await loadEndpointModel({ name: "endpoint", endpoint, label }, fetch);
  return { model, label, source: "given", title: host, keyName: undefined, apiKey };
}

function wrapGiven(model: LanguageModel): ResolvedModel {
  const { provider, modelId } = model;
  const label = `${provider}/${modelId}`;
  if (provider === "offline") return offline();
  return {
    model,
    label,
    source: "given",
    title: provider,
    keyName: undefined,
    apiKey: undefined,
  };
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
