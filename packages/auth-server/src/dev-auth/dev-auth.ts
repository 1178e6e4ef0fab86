import type { AuthenticatedCaller } from "@mortise/auth";
import { bearerAuth } from "@mortise/auth";
import type { AuthProvider } from "@mortise/protocol";
import { isAuthRefusal } from "@mortise/protocol";
import type { DevAuthOptions } from "./dev-auth-options.ts";
import { readDevAuthOptions } from "./dev-auth-options.ts";
import { DevAuthServer } from "./dev-auth-server.ts";

/** Protects a server on a developer's computer; see {@link devAuth}. */
export interface DevAuth extends AuthProvider<AuthenticatedCaller>, AsyncDisposable {
  /** The issuer, such as `http://127.0.0.1:50123`. */
  readonly issuer: string;
}

/**
 * Protects a server on this computer with an authorization server that has no passwords: a page asks which
 * user to be. For development: any MCP client can connect, as it will in production.
 *
 * Rejects with MortiseError `INVALID_OPTION` with `NODE_ENV=production`, and for a `resource` elsewhere.
 */
export async function devAuth(options: DevAuthOptions = {}): Promise<DevAuth> {
  const settings = readDevAuthOptions(options);
  const { resource, scopes, log } = settings;
  const server = await DevAuthServer.start(settings);
  const guard = bearerAuth({
    issuer: server.issuer,
    ...(resource !== undefined && { resource, audience: resource }),
    ...(scopes && { scopesSupported: scopes }),
  });
  log(`devAuth signs users in at ${server.issuer}, without passwords`);
  const admit = guard.authenticate.bind(guard);
  const authenticate: AuthProvider<AuthenticatedCaller>["authenticate"] = async (request) => {
    const outcome = await admit(request);
    if (!isAuthRefusal(outcome) && outcome.principal) server.present(outcome.principal.claims);
    return outcome;
  };
  return Object.assign(guard, {
    authenticate,
    issuer: server.issuer,
    // It is for this computer, and its authorization server is a part of it: nothing can be missing.
    check: async () => [],
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  });
}
