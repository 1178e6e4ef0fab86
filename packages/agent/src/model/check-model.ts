import type { OptionNames } from "@mortise/protocol";
import { checkOptions, describeValue, MortiseError, nearest } from "@mortise/protocol";
import type { LanguageModel } from "../language-model/language-model.ts";
import type { EndpointOption, ModelOption } from "./model-option.ts";
import { isWebAddress, PROVIDER_VARIABLES } from "./provider-settings.ts";

const ENDPOINT: OptionNames<EndpointOption> = {
  baseURL: true,
  model: true,
  apiKey: true,
  headers: true,
  stream: true,
};

const PROVIDERS: readonly string[] = [...Object.keys(PROVIDER_VARIABLES), "ollama"];

const FORMS = '"anthropic/…", "openai/…", "google/…", "ollama/…", "offline", or { baseURL, model }';

/**
 * Refuses an option `model` that can name no model, whatever the environment has.
 *
 * @throws MortiseError `INVALID_OPTION` with the value and the forms that exist.
 */
export function checkModel(option: ModelOption): void {
  if (typeof option === "string") {
    checkName(option);
    return;
  }
  if (typeof option === "function") {
    throw invalidModel(
      "model is a function; call it with the name of a model, and pass its result",
    );
  }
  if (typeof option !== "object" || option === null || Array.isArray(option)) {
    throw invalidModel(`model is ${describeValue(option)}; write ${FORMS}`);
  }
  if ("doStream" in option) checkGiven(option);
  else checkEndpoint(option);
}

function checkName(name: string): void {
  if (name === "auto" || name === "offline") return;
  const slash = name.indexOf("/");
  const provider = name.slice(0, Math.max(slash, 0));
  const modelId = name.slice(slash + 1);
  if (modelId && PROVIDERS.includes(provider)) return;
  const meant = modelId ? nearest(provider, PROVIDERS) : undefined;
  const advice =
    meant === undefined
      ? `write ${FORMS}`
      : `did you mean ${JSON.stringify(`${meant}/${modelId}`)}?`;
  throw invalidModel(`The model ${JSON.stringify(name)} names no known provider; ${advice}`);
}

function checkGiven({ provider, modelId, specificationVersion }: LanguageModel): void {
  if (specificationVersion === "v4") return;
  throw invalidModel(
    `The model object ${provider}/${modelId} follows version ${JSON.stringify(specificationVersion)} of AI SDK's specification, and "v4" is needed; update its package to the one for AI SDK 7`,
  );
}

function checkEndpoint(endpoint: EndpointOption): void {
  checkOptions("model", endpoint, ENDPOINT);
  const { baseURL, model } = endpoint;
  if (isWebAddress(String(baseURL)) && typeof model === "string" && model) return;
  throw invalidModel(
    `A model endpoint needs an http: or https: baseURL and a model name; found baseURL ${JSON.stringify(baseURL)} and model ${JSON.stringify(model)}`,
  );
}

function invalidModel(message: string): MortiseError {
  return new MortiseError("INVALID_OPTION", message, { data: { option: "model" } });
}
