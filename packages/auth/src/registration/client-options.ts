import type { OptionNames } from "@mortise/protocol";
import { checkOptions, checkValues, MortiseError } from "@mortise/protocol";
import type { CryptoKey } from "../access-token/crypto-key.ts";
import { isClientAuthenticationMethod } from "../client-authentication/choose-method.ts";
import type {
  ClientAuthenticationMethod,
  ClientKey,
} from "../client-authentication/client-identity.ts";
import { parseUrl } from "../network/web-url.ts";

/** A client that was registered at an authorization server by hand. */
export interface ClientOptions {
  /** The client id. */
  readonly id: string;
  /** Its secret. Default: none; the client is a public one. */
  readonly secret?: string;
  /** Its private key, in place of a secret (RFC 7523). */
  readonly key?: CryptoKey;
  /** The name of the key in the client's key set. */
  readonly keyId?: string;
  /**
   * The issuer that knows the client; no other gets its credentials. Default: the one that the first
   * server names, whichever that is; another one that is named later does not get a secret or key.
   */
  readonly issuer?: string;
  /** How it authenticates. Default: as the server's metadata says. */
  readonly method?: ClientAuthenticationMethod;
}

const NAMES: OptionNames<ClientOptions> = {
  id: true,
  secret: true,
  key: true,
  keyId: true,
  issuer: true,
  method: true,
};

/**
 * Checks the options of a client.
 *
 * @throws MortiseError `INVALID_OPTION`.
 */
export function checkClient(client: ClientOptions, option = "client"): void {
  checkOptions(option, client, NAMES);
  const { id, secret, key, method } = client;
  if (typeof id !== "string" || id === "") throw invalid(option, "needs an id, which is a text");
  if (secret !== undefined && (typeof secret !== "string" || secret === ""))
    throw invalid(option, "has a secret that is no text, or an empty one");
  if (secret !== undefined && key !== undefined)
    throw invalid(option, "has a secret and a key; give one of them");
  checkValues(option, client, { key: "object", keyId: "text", issuer: "text" });
  if (client.issuer !== undefined && parseUrl(client.issuer) === undefined)
    throw invalid(
      option,
      `has the issuer ${JSON.stringify(client.issuer)}, which is no URL; write it as its metadata does`,
    );
  if (method !== undefined && !isClientAuthenticationMethod(method))
    throw invalid(option, `has the unknown method ${JSON.stringify(method)}`);
}

/**
 * Checks the URL of a client's metadata: https, with a path (OAuth Client ID Metadata Document, 3).
 *
 * @throws MortiseError `INVALID_OPTION`.
 */
export function checkClientMetadataUrl(url: string): void {
  const parsed = parseUrl(url);
  const isFit =
    parsed?.protocol === "https:" &&
    parsed.pathname !== "/" &&
    parsed.username === "" &&
    parsed.hash === "";
  if (isFit) return;
  throw new MortiseError(
    "INVALID_OPTION",
    `clientMetadataUrl: ${JSON.stringify(url)} is no https URL with a path; give the URL of the client's metadata document`,
    { data: { option: "clientMetadataUrl" } },
  );
}

/** Returns the key of a client as it signs. */
export function toClientKey({ key, keyId }: ClientOptions): ClientKey | undefined {
  if (key === undefined) return undefined;
  return { key, ...(keyId !== undefined && { keyId }) };
}

function invalid(option: string, problem: string): MortiseError {
  return new MortiseError("INVALID_OPTION", `${option} ${problem}`, { data: { option } });
}
