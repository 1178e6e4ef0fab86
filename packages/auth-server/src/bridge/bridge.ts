import type { AuthenticatedCaller } from "@mortise/auth";
import { bearerAuth } from "@mortise/auth";
import type {
  AuthDenial,
  AuthEndpoint,
  AuthGrant,
  AuthProvider,
  AuthRefusal,
  AuthRequest,
  AuthRoute,
  Backplane,
  MortiseError,
  Principal,
} from "@mortise/protocol";
import { ErrorCode, isAuthRefusal, ProtocolError } from "@mortise/protocol";
import { FOLDER, METADATA_PATHS, ROUTES } from "../provider/paths.ts";
import { BridgeCaller } from "./bridge-caller.ts";
import type { BridgeOptions } from "./bridge-options.ts";
import { readBridgeOptions } from "./bridge-options.ts";
import { BridgeServer } from "./bridge-server.ts";

/** Protects a server, and is its authorization server; see {@link bridge}. */
export class Bridge implements AuthProvider<BridgeCaller>, AsyncDisposable {
  /** The issuer of tokens: the origin of the server. */
  readonly issuer: string;
  readonly #server: BridgeServer;
  readonly #guard: AuthProvider<AuthenticatedCaller>;
  /** The callers by which the guard knows those of the bridge. */
  readonly #guarded = new WeakMap<Principal, AuthenticatedCaller>();

  /** @internal */
  constructor(issuer: string, server: BridgeServer, guard: AuthProvider<AuthenticatedCaller>) {
    this.issuer = issuer;
    this.#server = server;
    this.#guard = guard;
  }

  /** Lets in the bearer of a token that this bridge issued for the server (RFC 6750; RFC 9068, 4). */
  async authenticate(request: AuthRequest): Promise<AuthGrant<BridgeCaller> | AuthRefusal> {
    const outcome = await this.#guard.authenticate(request);
    if (isAuthRefusal(outcome)) return outcome;
    const { principal, ...rest } = outcome;
    if (!principal) return { ...rest, principal };
    this.#server.present(principal.claims);
    const caller = new BridgeCaller(principal, this.#server.vault, (cause) =>
      this.#askForSignIn(cause, request),
    );
    this.#guarded.set(caller, principal);
    return { ...rest, principal: caller };
  }

  /** Names the scopes that a caller lacks, so that its client asks the user for them (RFC 6750, 3.1). */
  challenge(denial: AuthDenial, request: AuthRequest): AuthRefusal {
    const { principal } = denial;
    const known = principal && (this.#guarded.get(principal) ?? principal);
    const refusal = this.#guard.challenge?.({ ...denial, principal: known }, request);
    return refusal ?? { status: 403, message: "This caller may not do that" };
  }

  /** Refuses a token whose user is no longer signed in at the identity provider (RFC 6750, 3.1). */
  #askForSignIn(cause: MortiseError, request: AuthRequest): ProtocolError {
    const denial = { principal: undefined, method: "", target: "", scopes: [] };
    const { headers = [] } = this.#guard.challenge?.(denial, request) ?? {};
    const error = 'error="invalid_token", error_description="The user has to sign in again"';
    const challenges = headers.map(([, challenge]) => challenge.replace(" ", ` ${error}, `));
    return new ProtocolError(ErrorCode.InvalidRequest, "The user has to sign in again", {
      cause,
      http: { status: 401, headers: { "www-authenticate": challenges.join(", ") } },
    });
  }

  /** Serves the metadata (RFC 9728, RFC 8414), and the authorization server below `/oauth/`. */
  routes(endpoint: AuthEndpoint): readonly AuthRoute[] {
    const handle = (request: Request): Promise<Response> => this.#server.handle(request);
    const methods = ["GET", "POST", "OPTIONS"];
    return [
      ...(this.#guard.routes?.(endpoint) ?? []),
      ...METADATA_PATHS.map((path) => ({ path, methods: ["GET", "OPTIONS"], handle })),
      { path: FOLDER, isPrefix: true, methods, handle },
    ];
  }

  /** Shares the proofs that were used with the other instances of the server (RFC 9449, 11.1). */
  join(backplane: Pick<Backplane, "values">): void {
    this.#guard.join?.(backplane);
  }

  /** Closes the store. */
  close(): Promise<void> {
    return this.#server.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/**
 * Protects a server with an authorization server of its own, which signs users in at an identity provider
 * that wants one client registered by hand, such as GitHub, Google or Entra.
 *
 * MCP clients register here or are known by their documents, sign in with PKCE, and get tokens that are
 * for this server alone. A user consents to each client before the identity provider is asked. The
 * tokens of the identity provider stay in the store, sealed; handlers get them by `ctx.auth.upstream()`.
 * Register `<origin>/oauth/callback` at the identity provider.
 *
 * Rejects with MortiseError `INVALID_OPTION` for an option that cannot work, `CONNECTION_FAILED` and
 * `STORAGE_FAILED` if the store cannot be used.
 */
export async function bridge(options: BridgeOptions): Promise<Bridge> {
  const settings = readBridgeOptions(options);
  const { issuer, url, scopes, clock } = settings;
  const server = await BridgeServer.open(settings);
  const guard = bearerAuth({
    issuer,
    audience: url,
    resource: url,
    jwksUri: `${issuer}${ROUTES.jwks}`,
    scopesSupported: scopes,
    clock,
    // The keys are in this process.
    fetch: (input, init) => server.handle(new Request(input, init)),
  });
  return new Bridge(issuer, server, guard);
}
