import type { Environment } from "@mortise/protocol";
import type { ProviderName } from "./default-model.ts";

/** How a provider's key and address are found in the environment. */
interface ProviderVariables {
  title: string;
  keys: readonly string[];
  addresses: readonly string[];
  /** The path that every address ends with. */
  path: string;
}

/** The environment variables of each provider, in order of preference. */
export const PROVIDER_VARIABLES: Readonly<Record<ProviderName, ProviderVariables>> = {
  anthropic: {
    title: "Anthropic",
    keys: ["ANTHROPIC_API_KEY"],
    addresses: ["ANTHROPIC_BASE_URL"],
    path: "/v1",
  },
  openai: {
    title: "OpenAI",
    keys: ["OPENAI_API_KEY"],
    addresses: ["OPENAI_BASE_URL"],
    path: "/v1",
  },
  google: {
    title: "Google",
    keys: ["GEMINI_API_KEY", "GOOGLE_API_KEY", "GOOGLE_GENERATIVE_AI_API_KEY"],
    addresses: ["GEMINI_BASE_URL", "GOOGLE_GEMINI_BASE_URL"],
    path: "/v1beta",
  },
};

/** A provider's key and address as the environment gives them. */
export interface ProviderSettings {
  provider: ProviderName;
  title: string;
  /** The variable that holds the key; the first choice where none is set. */
  keyName: string;
  apiKey: string | undefined;
  baseURL: string | undefined;
}

/** Reads a provider's key and address from the environment. */
export function readProviderSettings(
  provider: ProviderName,
  environment: Environment,
): ProviderSettings {
  const variables = PROVIDER_VARIABLES[provider];
  const keyName = variables.keys.find((name) => environment[name]) ?? variables.keys[0] ?? "";
  const address = variables.addresses.map((name) => environment[name]).find(Boolean);
  return {
    provider,
    title: variables.title,
    keyName,
    apiKey: environment[keyName] || undefined,
    baseURL: address === undefined ? undefined : withVersionPath(address, variables.path),
  };
}

/** Says whether a word names a provider that is found by its key. */
export function isProviderName(name: string): name is ProviderName {
  return Object.hasOwn(PROVIDER_VARIABLES, name);
}

// The providers' own libraries take an address without the version path, AI SDK takes it with.
function withVersionPath(address: string, path: string): string {
  const bare = address.replace(/\/+$/, "");
  return /\/v\d+(?:beta)?$/.test(bare) ? bare : `${bare}${path}`;
}
