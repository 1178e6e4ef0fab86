import type { Environment } from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";
import type { ProviderName } from "./default-model.ts";

/** How a provider's key and address are found in the environment. */
interface ProviderVariables {
  /** The provider's name for messages. */
  readonly title: string;
  /** The variables of the key, in order of preference. */
  readonly keys: readonly string[];
  /** The variables of the address, in order of preference. */
  readonly addresses: readonly string[];
  /** The path that every address ends with. */
  readonly path: string;
}

/** The environment variables of each provider. */
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
  readonly provider: ProviderName;
  /** The provider's name for messages. */
  readonly title: string;
  /** The variable that holds the key; the preferred one when none is set. */
  readonly keyName: string;
  /** The key; `undefined` when no variable is set. */
  readonly apiKey: string | undefined;
  /** The address with its version path; `undefined` for the provider's own. */
  readonly baseURL: string | undefined;
}

/**
 * Reads a provider's key and address from the environment.
 *
 * @throws MortiseError `INVALID_OPTION` when the address is not one of the web.
 */
export function readProviderSettings(
  provider: ProviderName,
  environment: Environment,
): ProviderSettings {
  const { title, keys, addresses, path } = PROVIDER_VARIABLES[provider];
  const keyName = keys.find((name) => environment[name]) ?? keys[0] ?? "";
  const addressName = addresses.find((name) => environment[name]?.trim()) ?? "";
  const address = environment[addressName]?.trim();
  if (address !== undefined && !isWebAddress(address)) throw invalidAddress(addressName, address);
  return {
    provider,
    title,
    keyName,
    apiKey: environment[keyName] || undefined,
    baseURL: address === undefined ? undefined : withVersionPath(address, path),
  };
}

/** Says whether a text is an absolute `http:` or `https:` URL. */
export function isWebAddress(text: string): boolean {
  return /^https?:$/.test(URL.parse(text)?.protocol ?? "");
}

function invalidAddress(name: string, address: string): MortiseError {
  return new MortiseError(
    "INVALID_OPTION",
    `${name} is ${JSON.stringify(address)}, which is no http: or https: URL; set it to the provider's address, or unset it`,
    { data: { option: name } },
  );
}

/** Says whether a word names a provider that is found by its key. */
export function isProviderName(name: string): name is ProviderName {
  return Object.hasOwn(PROVIDER_VARIABLES, name);
}

/**
 * Completes an address: the providers' own libraries take it without the version path, AI SDK with.
 */
function withVersionPath(address: string, path: string): string {
  const bare = address.replace(/\/+$/, "");
  return /\/v\d+(?:beta)?$/.test(bare) ? bare : `${bare}${path}`;
}
