import type {
  AuthDenial,
  AuthEndpoint,
  AuthGrant,
  AuthHeaders,
  AuthProvider,
  AuthRefusal,
  AuthRequest,
  AuthRoute,
  Backplane,
  Clock,
  Random,
} from "@mortise/protocol";
import { checkValues, systemRandom } from "@mortise/protocol";
import { TokenCache } from "../access-token/token-cache.ts";
import type { TokenVerifier, VerifiedToken } from "../access-token/verified-token.ts";
import { Refused } from "../challenge/refused.ts";
import type { DpopMode, DpopOptions } from "../dpop/proof-checker.ts";
import { ProofChecker } from "../dpop/proof-checker.ts";
import type { Network } from "../network/network.ts";
import type { AuditOptions } from "./audit.ts";
import { describeRequest } from "./audit.ts";
import type { Exchanger } from "./authenticated-caller.ts";
import { AuthenticatedCaller } from "./authenticated-caller.ts";
import { thumbprintOf } from "./binding.ts";
import { writeChallenges } from "./challenges.ts";
import { checkAuthorizationServers } from "./configuration-check.ts";
import type { Credentials } from "./credentials.ts";
import { findBearerToken, readCredentials } from "./credentials.ts";
import type { Resource, ResourceOptions } from "./resource.ts";
import { ResourceFinder } from "./resource.ts";
import type { PublishedOptions } from "./resource-metadata.ts";
import { metadataRoutes, NO_RESOURCE } from "./resource-metadata.ts";
import type { ScopeOptions } from "./scope-rules.ts";
import { replacesScopes, ScopeRules } from "./scope-rules.ts";

/** The options of a server that asks for tokens, however it confirms them. */
export interface ResourceServerOptions extends ResourceOptions, ScopeOptions, AuditOptions {
  /** The name that clients show to their users (RFC 9728, 2). */
  readonly name?: string | undefined;
  /** The URL of a page for developers. */
  readonly documentation?: string | undefined;
  /** Proofs that a token is its sender's own (RFC 9449). Default `"off"`. */
  readonly dpop?: DpopMode | DpopOptions | undefined;
  /** Makes random values. Default: the platform's. */
  readonly random?: Random | undefined;
}

/** The parts of a {@link ResourceServer}. */
export interface ResourceServerParts {
  readonly verifier: TokenVerifier;
  readonly exchanger: Exchanger | undefined;
  readonly network: Network;
}

/** A caller that was let in, and what its token says. */
interface Admitted {
  readonly token: VerifiedToken;
  readonly grant: AuthGrant<AuthenticatedCaller>;
}

/** Lets in requests with a token of a trusted issuer (2026-07-28, Authorization, Token Handling). */
export class ResourceServer implements AuthProvider<AuthenticatedCaller> {
  readonly #parts: ResourceServerParts;
  readonly #finder: ResourceFinder;
  readonly #scopes: ScopeRules;
  readonly #proofs: ProofChecker;
  readonly #audit: AuditOptions;
  readonly #published: PublishedOptions;
  readonly #admitted = new WeakMap<Resource, TokenCache<Admitted>>();
  /** The scopes of a caller's token, without those that they imply. */
  readonly #granted = new WeakMap<object, readonly string[]>();

  /** @throws MortiseError `INVALID_OPTION` */
  constructor(options: ResourceServerOptions, parts: ResourceServerParts) {
    const { dpop = "off", random = systemRandom, name, documentation } = options;
    checkValues("auth", options, {
      onAuth: "function",
      onDenied: "function",
      name: "text",
      documentation: "text",
      scopeImplies: "object",
      scopePrefix: "text",
    });
    this.#parts = parts;
    this.#finder = new ResourceFinder(options);
    this.#scopes = new ScopeRules(options);
    this.#proofs = new ProofChecker(dpop, this.#clock, random);
    this.#audit = { onAuth: options.onAuth, onDenied: options.onDenied };
    this.#published = {
      authorizationServers: parts.verifier.authorizationServers,
      scopes: this.#scopes.published,
      dpop: this.#proofs.mode,
      name,
      documentation,
    };
  }

  get #clock(): Clock {
    return this.#parts.network.clock;
  }

  authenticate(
    request: AuthRequest,
  ): AuthGrant<AuthenticatedCaller> | Promise<AuthGrant<AuthenticatedCaller> | AuthRefusal> {
    return this.#recall(request) ?? this.#examine(request);
  }

  /**
   * Returns the grant of a bearer token that was confirmed before; `undefined` if the request needs the
   * full check. A request that waits for nothing costs the server much less.
   */
  #recall(request: AuthRequest): AuthGrant<AuthenticatedCaller> | undefined {
    const resource = this.#finder.find(request);
    const cache = resource && this.#admitted.get(resource);
    if (!cache || this.#audit.onAuth || this.#proofs.mode === "required") return undefined;
    const token = findBearerToken(request);
    const { token: known, grant } = (token !== undefined && cache.peek(token)) || {};
    if (!known || known.confirmation !== undefined) return undefined;
    return grant?.principal && this.#scopes.permits(grant.principal.scopes) ? grant : undefined;
  }

  async #examine(request: AuthRequest): Promise<AuthGrant<AuthenticatedCaller> | AuthRefusal> {
    const resource = this.#finder.find(request);
    if (!resource) {
      const detail = `A request for ${new URL(request.url).host} was refused, because auth has no public URL; add resource: "https://…" with the URL by which clients reach the server`;
      return { status: 503, message: NO_RESOURCE, detail };
    }
    let credentials: Credentials | undefined;
    let caller: AuthenticatedCaller | undefined;
    try {
      credentials = readCredentials(request);
      if (!credentials) return await this.#askForToken(request, resource);
      const { token, grant } = await this.#admit(credentials.token, resource);
      const headers = await this.#checkProof({ request, credentials, token, resource });
      const { principal } = grant;
      caller = principal;
      if (principal && !this.#scopes.permits(principal.scopes)) {
        throw new Refused("insufficient_scope", "The token lacks scopes that every request needs");
      }
      const { onAuth } = this.#audit;
      if (onAuth && principal) {
        const { id, clientId, scopes } = principal;
        const audited = await describeRequest(request, credentials.token);
        await onAuth({ ...audited, id, clientId, scopes });
      }
      return headers.length === 0 ? grant : { ...grant, headers };
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return this.#refuse(error, { request, credentials, resource, caller });
    }
  }

  /** Confirms a token, or remembers that it was. */
  #admit(token: string, resource: Resource): Admitted | Promise<Admitted> {
    let cache = this.#admitted.get(resource);
    if (!cache) {
      cache = new TokenCache(this.#clock);
      this.#admitted.set(resource, cache);
    }
    return cache.get(
      token,
      () => this.#confirm(token, resource),
      ({ token: confirmed }) => confirmed.freshUntil,
    );
  }

  async #confirm(text: string, { audiences }: Resource): Promise<Admitted> {
    const { verifier, exchanger } = this.#parts;
    const token = await verifier.verify(text, audiences);
    const scopes = this.#scopes.include(token.scopes);
    const principal = new AuthenticatedCaller(token, scopes, { token: text, exchanger });
    this.#granted.set(principal, token.scopes);
    return { token, grant: { principal } };
  }

  /** Checks the binding of a token to its sender; returns the headers of the response. */
  async #checkProof(use: {
    readonly request: AuthRequest;
    readonly credentials: Credentials;
    readonly token: VerifiedToken;
    readonly resource: Resource;
  }): Promise<AuthHeaders> {
    const { request, credentials, token, resource } = use;
    const thumbprint = thumbprintOf(token, credentials.scheme, this.#proofs.mode);
    if (thumbprint === undefined) return [];
    const needsNonce = await this.#proofs.check({
      request,
      token: credentials.token,
      thumbprint,
      resource: resource.url,
    });
    return needsNonce ? await this.#nonceHeaders() : [];
  }

  async #nonceHeaders(): Promise<AuthHeaders> {
    const nonce = await this.#proofs.nonce();
    return nonce === undefined ? [] : [["DPoP-Nonce", nonce]];
  }

  /** RFC 6750, 3: a request without credentials gets a challenge without an error. */
  async #askForToken(request: AuthRequest, resource: Resource): Promise<AuthRefusal> {
    const { onDenied } = this.#audit;
    if (onDenied) {
      const audited = await describeRequest(request, undefined);
      await onDenied({ ...audited, code: "missing", detail: "The request has no token" });
    }
    return {
      status: 401,
      message: "Send an access token in the header Authorization",
      headers: this.#challenge(resource, { scope: this.#scopes.write([]) }),
      lacksCredentials: true,
    };
  }

  async #refuse(
    refused: Refused,
    use: {
      readonly request: AuthRequest;
      readonly credentials: Credentials | undefined;
      readonly resource: Resource;
      /** The caller, if its token is confirmed. */
      readonly caller: AuthenticatedCaller | undefined;
    },
  ): Promise<AuthRefusal> {
    const { code, detail, message, status, retryAfter } = refused;
    const { onDenied } = this.#audit;
    if (onDenied) {
      await onDenied({
        ...(await describeRequest(use.request, use.credentials?.token)),
        code,
        detail,
      });
    }
    if (status === 503) {
      const headers = [["Retry-After", String(retryAfter ?? 1)]] as const;
      return { status, message, detail, headers };
    }
    const { request, caller } = use;
    // A client that lacks scopes of every request asks its user for those of the target with them.
    const target = caller ? (request.targetScopes?.() ?? []) : [];
    const scopes = this.#scopes.write([...target, ...this.#lost(caller, request)]);
    const challenge = this.#challenge(use.resource, {
      error: code,
      description: message,
      scope: status === 400 ? undefined : scopes,
    });
    const headers = [
      ...challenge,
      ...(code === "use_dpop_nonce" ? await this.#nonceHeaders() : []),
    ];
    // A client that is asked for a nonce did nothing wrong.
    return { status, message, headers, ...(code !== "use_dpop_nonce" && { detail }) };
  }

  /** The scopes of a caller's token, for a client whose next token would lose them. */
  #lost(caller: object | undefined, request: AuthRequest): readonly string[] {
    return caller && replacesScopes(request) ? (this.#granted.get(caller) ?? []) : [];
  }

  challenge(denial: AuthDenial, request: AuthRequest): AuthRefusal {
    const { principal, scopes, target, method } = denial;
    const resource = this.#finder.find(request);
    const isScoped = scopes.length > 0;
    this.#reportDenial(denial, request);
    if (!resource || (principal && !isScoped)) {
      return {
        status: 403,
        message: `${method} of ${JSON.stringify(target)} is not permitted to this caller`,
      };
    }
    if (!principal) {
      const headers = this.#challenge(resource, { scope: this.#scopes.write(scopes) });
      return { status: 401, message: `${JSON.stringify(target)} needs an access token`, headers };
    }
    const message = `${JSON.stringify(target)} needs the scopes ${scopes.join(" ")}`;
    const headers = this.#challenge(resource, {
      error: "insufficient_scope",
      description: message,
      scope: this.#scopes.write([...scopes, ...this.#lost(principal, request)]),
    });
    return { status: 403, message, headers };
  }

  #reportDenial({ principal, scopes, target }: AuthDenial, request: AuthRequest): void {
    const { onDenied } = this.#audit;
    if (!onDenied) return;
    const isScoped = scopes.length > 0;
    const report = async (): Promise<void> => {
      await onDenied({
        ...(await describeRequest(request, undefined)),
        code: isScoped ? "insufficient_scope" : "not_permitted",
        detail: isScoped
          ? `The token lacks one of ${scopes.join(" ")}`
          : "allow refused the caller",
        target,
        ...(principal && { id: principal.id }),
      });
    };
    // The refusal does not wait for the audit, and its own error changes nothing about it.
    report().catch(() => undefined);
  }

  #challenge(
    { metadataUrl }: Resource,
    parts: { error?: string; description?: string; scope?: string | undefined },
  ): AuthHeaders {
    return writeChallenges({ ...parts, metadataUrl, dpop: this.#proofs.mode });
  }

  routes(endpoint: AuthEndpoint): readonly AuthRoute[] {
    return metadataRoutes(endpoint, this.#finder, this.#published);
  }

  join({ values }: Pick<Backplane, "values">): void {
    this.#proofs.join(values);
  }

  async check(): Promise<readonly string[]> {
    const { verifier, network } = this.#parts;
    const faults = [...(await verifier.check())];
    if (!this.#finder.fixed) {
      faults.push(
        'auth has no public URL, so only requests to the loopback address are served; add resource: "https://…" with the URL by which clients reach the server',
      );
    }
    faults.push(...(await checkAuthorizationServers(verifier.authorizationServers, network)));
    return [...new Set(faults)];
  }
}
