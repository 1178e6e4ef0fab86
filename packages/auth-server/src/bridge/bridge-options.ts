import type { Clock, OptionNames, Random, ValueKind } from "@mortise/protocol";
import {
  checkOptions,
  checkValues,
  MortiseError,
  readEnvironment,
  systemClock,
  systemRandom,
} from "@mortise/protocol";
import type { TrustedIdp } from "../id-jag/trusted-issuer.ts";
import { checkTrustedIdps } from "../id-jag/trusted-issuer.ts";
import type { ProviderEvent } from "../provider/provider-options.ts";
import { isLoopback } from "../upstream/oauth-upstream.ts";
import type { Upstream, UpstreamUser } from "../upstream/upstream.ts";
import { checkUpstream } from "../upstream/upstream.ts";

/** A client that is known by its metadata document. */
export interface DocumentClient {
  /** The URL of the document. */
  readonly clientId: string;
  /** Its name, as the document has it; `undefined` for one without. */
  readonly clientName: string | undefined;
  /** The addresses that it may be sent back to. */
  readonly redirectUris: readonly string[];
}

/** How a bridge to an identity provider behaves. */
export interface BridgeOptions {
  /** The public URL of the MCP endpoint, such as `https://mcp.example/mcp`, as clients write it. */
  readonly url: string;
  /** The identity provider: `github(…)`, `google(…)`, `entra(…)` or `oidc(…)`. */
  readonly upstream: Upstream;
  /** The scopes that the tools of the server ask for. Default: none. */
  readonly scopes?: readonly string[];
  /** The scopes of a request that names none. Default: all of `scopes`. */
  readonly defaultScopes?: readonly string[];
  /**
   * Where the state is kept: `postgres://…` for several machines, `sqlite:./data/auth.db` for one.
   * Default `memory:`, which is refused with `NODE_ENV=production`.
   */
  readonly store?: string;
  /**
   * The secret that seals the state, of 32 characters or more; a list is a ring, of which the first
   * seals and all open. Default: the variable `MORTISE_AUTH_SECRET`; a random one for `memory:`.
   */
  readonly secret?: string | readonly string[];
  /** Decides which users may sign in. Default: all that the identity provider lets in. */
  readonly allowsUser?: (user: UpstreamUser) => boolean | Promise<boolean>;
  /**
   * `always` asks a user at each sign-in of a client. `once` asks again only for more scopes, for a
   * client on the user's computer, and when another site began the sign-in. Default `always`.
   */
  readonly consent?: "always" | "once";
  /** Whether clients may register themselves (RFC 7591). Default `true`. */
  readonly registration?: boolean;
  /** Decides about clients that are known by their documents. Default: takes all. */
  readonly trustsClient?: (client: DocumentClient) => boolean | Promise<boolean>;
  /**
   * Further redirect URIs that clients may have, exactly, or with one `*` at the end. Loopback addresses,
   * schemes of known applications and pages of known hosts need no entry.
   */
  readonly redirectUris?: readonly string[];
  /** Takes the identity assertions of these (Enterprise-Managed Authorization). */
  readonly enterprise?: { readonly trustedIdps: readonly TrustedIdp[] };
  /** Gets documents and keys of clients. Default: refuses addresses that are not public. */
  readonly fetch?: typeof fetch;
  /** Receives what an operator should know; never with a token. Default: standard error. */
  readonly log?: (event: ProviderEvent) => void;
  /** Default: the platform's. */
  readonly clock?: Clock;
  /** Default: the platform's. */
  readonly random?: Random;
}

const OPTIONS: OptionNames<BridgeOptions> = {
  url: true,
  upstream: true,
  scopes: true,
  defaultScopes: true,
  store: true,
  secret: true,
  allowsUser: true,
  consent: true,
  registration: true,
  trustsClient: true,
  redirectUris: true,
  enterprise: true,
  fetch: true,
  log: true,
  clock: true,
  random: true,
};

const KINDS: { readonly [Name in keyof BridgeOptions]?: ValueKind } = {
  scopes: "texts",
  defaultScopes: "texts",
  store: "text",
  allowsUser: "function",
  registration: "boolean",
  trustsClient: "function",
  redirectUris: "texts",
  enterprise: "object",
  fetch: "function",
  log: "function",
  clock: "object",
  random: "object",
};

/** {@link BridgeOptions} with their defaults. */
export interface BridgeSettings
  extends Required<Omit<BridgeOptions, "fetch" | "secret" | "enterprise" | "defaultScopes">> {
  readonly defaultScopes: readonly string[];
  readonly secrets: readonly string[];
  readonly trustedIdps: readonly TrustedIdp[];
  /** The origin of `url`. */
  readonly issuer: string;
  readonly isProduction: boolean;
  readonly fetch: typeof fetch | undefined;
}

/**
 * Checks the options and fills in the defaults.
 *
 * @throws MortiseError `INVALID_OPTION` for a URL that is neither https nor loopback, an unknown
 * `consent`, a store that outlives the process without a secret, default scopes that are not among the
 * scopes, and an option of another kind than it takes.
 */
export function readBridgeOptions(options: BridgeOptions): BridgeSettings {
  checkOptions("bridge", options, OPTIONS);
  const issuer = readIssuer(options.url);
  checkUpstream(options.upstream);
  checkValues("bridge", options, KINDS);
  const {
    url,
    store = "memory:",
    scopes = [],
    consent = "always",
    random = systemRandom,
  } = options;
  if (consent !== "always" && consent !== "once") {
    throw invalid("consent", `consent is "always" or "once", but is ${JSON.stringify(consent)}`);
  }
  return {
    allowsUser: () => true,
    registration: true,
    trustsClient: () => true,
    redirectUris: [],
    log: writeEvent,
    clock: systemClock,
    ...options,
    url,
    scopes,
    defaultScopes: readDefaultScopes(scopes, options.defaultScopes),
    store,
    consent,
    random,
    fetch: options.fetch,
    issuer,
    secrets: readSecrets(options, store, random),
    trustedIdps: readTrustedIdps(options.enterprise),
    isProduction: readEnvironment()["NODE_ENV"] === "production",
  };
}

function readIssuer(url: string): string {
  const parsed = URL.parse(url);
  const isAllowed = parsed?.protocol === "https:" || isLoopback(url);
  if (parsed && isAllowed && parsed.hash === "" && parsed.username === "") return parsed.origin;
  throw invalid(
    "url",
    `url is the public URL of the MCP endpoint, such as "https://mcp.example/mcp", with https except on this computer; it is ${JSON.stringify(url)}`,
  );
}

function readDefaultScopes(
  scopes: readonly string[],
  given: readonly string[] = scopes,
): readonly string[] {
  const strange = given.find((scope) => !scopes.includes(scope));
  if (strange === undefined) return given;
  throw invalid(
    "defaultScopes",
    `defaultScopes has ${JSON.stringify(strange)}, which is not among scopes; add it there`,
  );
}

function readTrustedIdps(enterprise: BridgeOptions["enterprise"]): readonly TrustedIdp[] {
  if (enterprise === undefined) return [];
  checkOptions("enterprise", enterprise, { trustedIdps: true });
  checkTrustedIdps(enterprise.trustedIdps);
  return enterprise.trustedIdps;
}

function readSecrets(
  { secret = readEnvironment()["MORTISE_AUTH_SECRET"]?.split(",") }: BridgeOptions,
  store: string,
  random: Random,
): readonly string[] {
  const given = [secret ?? []].flat().map((one: unknown) => {
    if (typeof one === "string") return one.trim();
    throw invalid("secret", "secret is a text of 32 characters or more, or a list of such texts");
  });
  if (given.some((one) => one !== "")) return given.filter((one) => one !== "");
  if (store === "memory:") return [Buffer.from(random.bytes(32)).toString("base64")];
  throw invalid(
    "secret",
    "The store outlives this process, so that the secret which seals it has to as well: give secret, or set MORTISE_AUTH_SECRET; make one with: openssl rand -base64 32",
  );
}

function writeEvent({ level, message }: ProviderEvent): void {
  process.stderr.write(`[mortise] ${level}: ${message}\n`);
}

function invalid(option: string, message: string): MortiseError {
  return new MortiseError("INVALID_OPTION", message, { data: { option } });
}
