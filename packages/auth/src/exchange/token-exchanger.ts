import type { OptionNames } from "@mortise/protocol";
import { checkOptions, isSecureUrl, MortiseError, toExpiry, untilAborted } from "@mortise/protocol";
import { digestToken } from "../access-token/token-digest.ts";
import {
  discoverEndpoint,
  EndpointFinder,
} from "../authorization-server-metadata/discover-endpoint.ts";
import { AuthError } from "../error/auth-error.ts";
import type { Network } from "../network/network.ts";
import { requestJson } from "../network/request-json.ts";
import { parseUrl } from "../network/web-url.ts";
import { ExchangedToken } from "./exchanged-token.ts";

const TOKEN_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
const JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";

/** Milliseconds before its end at which a token is not given out any more. */
const MARGIN_MS = 60_000;
/** Tokens that are kept, over all callers. */
const MAX_TOKENS = 1_000;
/** The life of a token whose answer does not say. */
const DEFAULT_SECONDS = 300;

/** The client of this server at the authorization server, for {@link AuthenticatedCaller.exchange}. */
export interface ExchangeOptions {
  /** The client id. */
  readonly clientId: string;
  /** The secret of the client. */
  readonly clientSecret: string;
  /** Default: from the metadata of the issuer. */
  readonly tokenEndpoint?: string;
  /**
   * `token-exchange` is RFC 8693. `on-behalf-of` is what Microsoft Entra has in its place. Default
   * `"token-exchange"`.
   */
  readonly grant?: "token-exchange" | "on-behalf-of";
  /** How the client names itself. Default `"basic"`, and `"post"` for `on-behalf-of`. */
  readonly clientAuthentication?: "basic" | "post";
}

const EXCHANGE_OPTIONS: OptionNames<ExchangeOptions> = {
  clientId: true,
  clientSecret: true,
  tokenEndpoint: true,
  grant: true,
  clientAuthentication: true,
};

/** The service that a token is for; `on-behalf-of` takes scopes alone. */
export interface ExchangeRequest {
  /** The name of the service at the authorization server (RFC 8693, 2.1). */
  readonly audience?: string;
  /** The URL of the service. */
  readonly resource?: string;
  /** The scopes of the token. Default: as the authorization server decides. */
  readonly scopes?: readonly string[];
  /** Ends the wait; give `ctx.signal`. */
  readonly signal?: AbortSignal;
}

const REQUEST: OptionNames<ExchangeRequest> = {
  audience: true,
  resource: true,
  scopes: true,
  signal: true,
};

/** Gets tokens for other services, once for each caller, service and set of scopes. */
export class TokenExchanger {
  readonly #options: ExchangeOptions;
  readonly #network: Network;
  readonly #endpoint: EndpointFinder;
  /** Oldest first. */
  readonly #kept = new Map<string, ExchangedToken>();
  readonly #pending = new Map<string, Promise<ExchangedToken>>();

  /** @throws MortiseError `INVALID_OPTION` */
  constructor(options: ExchangeOptions, issuer: string | undefined, network: Network) {
    checkOptions("exchange", options, EXCHANGE_OPTIONS);
    const { clientId, clientSecret, tokenEndpoint } = options;
    for (const [name, value] of Object.entries({ clientId, clientSecret })) {
      if (typeof value !== "string" || value === "") throw invalid(`exchange.${name} is missing`);
    }
    const url = tokenEndpoint === undefined ? undefined : parseUrl(tokenEndpoint);
    if (tokenEndpoint !== undefined && !(url && isSecureUrl(url))) {
      throw invalid(`exchange.tokenEndpoint ${JSON.stringify(tokenEndpoint)} is no https URL`);
    }
    this.#options = options;
    this.#network = network;
    this.#endpoint = new EndpointFinder(toLocate(url, issuer, network));
  }

  async exchange(token: string, request: ExchangeRequest): Promise<ExchangedToken> {
    checkOptions("exchange", request, REQUEST);
    const { audience, resource, scopes = [], signal } = request;
    if (audience === undefined && resource === undefined && scopes.length === 0) {
      throw invalid(
        "exchange needs an audience, a resource or scopes: the service the token is for",
      );
    }
    const digest = await digestToken(token);
    const key = JSON.stringify([digest, audience, resource, [...scopes].sort()]);
    const kept = this.#kept.get(key);
    const now = this.#network.clock.now();
    if (kept && kept.expiresAt - MARGIN_MS > now) return kept;
    this.#kept.delete(key);
    let pending = this.#pending.get(key);
    if (!pending) {
      pending = this.#request(token, request)
        .then((exchanged) => this.#keep(key, exchanged))
        .finally(() => this.#pending.delete(key));
      this.#pending.set(key, pending);
    }
    return signal ? untilAborted(pending, signal) : pending;
  }

  #keep(key: string, exchanged: ExchangedToken): ExchangedToken {
    if (exchanged.expiresAt - MARGIN_MS <= this.#network.clock.now()) return exchanged;
    this.#kept.set(key, exchanged);
    if (this.#kept.size > MAX_TOKENS) this.#kept.delete(this.#kept.keys().next().value as string);
    return exchanged;
  }

  async #request(token: string, request: ExchangeRequest): Promise<ExchangedToken> {
    const endpoint = await this.#endpoint.find();
    const { status, body } = await requestJson(
      endpoint,
      this.#write(token, request),
      this.#network,
    );
    const { access_token: issued, expires_in: seconds, error, token_type: type } = body ?? {};
    if (typeof issued !== "string" || issued === "" || error !== undefined) {
      throw refused(endpoint, status, error);
    }
    if (typeof type === "string" && type.toLowerCase() !== "bearer") {
      throw refused(endpoint, status, `token_type ${type}`);
    }
    const life = typeof seconds === "number" && seconds > 0 ? seconds : DEFAULT_SECONDS;
    const scopes = typeof body?.["scope"] === "string" ? body["scope"].split(" ") : [];
    return new ExchangedToken(issued, toExpiry(life, this.#network.clock.now()), scopes);
  }

  /** RFC 8693, 2.1; for on-behalf-of RFC 7523 with the two members of Microsoft's. */
  #write(token: string, { audience, resource, scopes = [] }: ExchangeRequest): RequestInit {
    const { clientId, clientSecret, grant = "token-exchange" } = this.#options;
    const isExchange = grant === "token-exchange";
    const { clientAuthentication = isExchange ? "basic" : "post" } = this.#options;
    const form = new URLSearchParams(
      isExchange
        ? { grant_type: TOKEN_EXCHANGE, subject_token: token, subject_token_type: ACCESS_TOKEN }
        : { grant_type: JWT_BEARER, assertion: token, requested_token_use: "on_behalf_of" },
    );
    if (isExchange && audience !== undefined) form.set("audience", audience);
    if (isExchange && resource !== undefined) form.set("resource", resource);
    if (scopes.length > 0) form.set("scope", scopes.join(" "));
    const headers = new Headers({ accept: "application/json" });
    if (clientAuthentication === "basic") {
      // RFC 6749, 2.3.1: both parts are form-encoded first.
      const encode = (text: string) => new URLSearchParams([["", text]]).toString().slice(1);
      headers.set("authorization", `Basic ${btoa(`${encode(clientId)}:${encode(clientSecret)}`)}`);
    } else {
      form.set("client_id", clientId);
      form.set("client_secret", clientSecret);
    }
    return { method: "POST", headers, body: form };
  }
}

/** Returns how the token endpoint is found: it is given, or in the metadata of the only issuer. */
function toLocate(
  given: URL | undefined,
  issuer: string | undefined,
  network: Network,
): () => Promise<URL> {
  if (given) return async () => given;
  if (issuer === undefined) {
    throw invalid("exchange needs its tokenEndpoint, because auth has several issuers");
  }
  const hint = "set exchange.tokenEndpoint";
  return () => discoverEndpoint({ issuer, member: "token_endpoint", hint, network });
}

function refused({ origin, pathname }: URL, status: number, error: unknown): AuthError {
  // The description may repeat what was sent.
  const code = typeof error === "string" ? error.slice(0, 100) : "no token";
  return new AuthError(
    "exchange_failed",
    `${origin}${pathname} answered ${status} with ${JSON.stringify(code)} to an exchange`,
    { hint: "have the authorization server permit this client that audience", status },
  );
}

function invalid(message: string): MortiseError {
  return new MortiseError("INVALID_OPTION", message, { data: { option: "exchange" } });
}
