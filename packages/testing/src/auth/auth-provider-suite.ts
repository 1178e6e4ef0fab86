import { equal, ok } from "node:assert/strict";
import type { AuthHeaders, AuthProvider, AuthRefusal, AuthRequest } from "@mortise/protocol";
import { isAuthRefusal } from "@mortise/protocol";

/** A provider under test, and the credentials that its cases send. */
export interface AuthProviderCaseContext {
  /** The provider under test. */
  readonly provider: AuthProvider;
  /** Headers of a caller that the provider lets in, such as `authorization`. */
  readonly accepted: Readonly<Record<string, string>>;
  /** Headers with credentials of the right form that the provider refuses. */
  readonly refused: Readonly<Record<string, string>>;
  /** A part of the accepted credentials that must show nowhere, such as the token. */
  readonly secret: string;
}

/** One behaviour that every provider has. */
export interface AuthProviderCase {
  /** A sentence that states the behaviour. */
  readonly name: string;
  /** Rejects with an AssertionError unless the behaviour holds. */
  readonly run: (context: AuthProviderCaseContext) => Promise<void>;
}

/** Credentials that no client means well. */
const HOSTILE: readonly string[] = [
  "",
  " ",
  "Bearer",
  "Bearer ",
  "bearer x",
  "Basic Og==",
  "Bearer a b c",
  `Bearer ${"x".repeat(100_000)}`,
  "Bearer e30.e30.",
  "Bearer \u00ff\u00fe",
  "DPoP x",
  "Bearer null",
];

function toRequest(headers: Readonly<Record<string, string>>, method = "POST"): AuthRequest {
  const find = (name: string): string | undefined => headers[name.toLowerCase()];
  return {
    method,
    url: "http://127.0.0.1:3000/mcp",
    peerAddress: "127.0.0.1",
    header: find,
    headerValues: (name) => {
      const value = find(name);
      return value === undefined ? [] : [value];
    },
  };
}

function challengesOf(headers: AuthHeaders = []): readonly string[] {
  return headers.flatMap(([name, value]) =>
    name.toLowerCase() === "www-authenticate" ? [value] : [],
  );
}

/**
 * RFC 9110, 11.6.1: a 401 has at least one challenge; header values have no control characters.
 * RFC 6750, 3: a `scope` names at least one.
 */
function checkRefusal({ status, message, headers = [] }: AuthRefusal): void {
  ok([400, 401, 403, 503].includes(status), `status ${status}`);
  ok(message.length > 0, "a refusal has a message");
  if (status === 401) ok(challengesOf(headers).length > 0, "a 401 has a challenge");
  for (const value of challengesOf(headers)) {
    ok(!/\bscope\s*=\s*"\s*"/i.test(value), "a challenge without scopes has no scope parameter");
  }
  for (const [name, value] of headers) {
    ok(/^[!#$%&'*+.^_`|~0-9a-z-]+$/i.test(name), `header ${name}`);
    ok(/^[\t\x20-\x7e\x80-\xff]*$/.test(value), `value of ${name}`);
  }
}

/** Checks and returns the refusal of an accepted caller; `undefined` if the provider words none. */
async function deny(
  provider: AuthProvider,
  accepted: AuthProviderCaseContext["accepted"],
  scopes: readonly string[],
): Promise<AuthRefusal | undefined> {
  if (!provider.challenge) return undefined;
  const request = toRequest(accepted);
  const outcome = await provider.authenticate(request);
  if (isAuthRefusal(outcome)) throw new Error(`refused: ${outcome.message}`);
  const { principal } = outcome;
  const denial = { principal, method: "tools/call", target: "refund", scopes };
  const refusal = provider.challenge(denial, request);
  checkRefusal(refusal);
  return refusal;
}

/** The behaviour of an {@link AuthProvider}, whatever its credentials are. */
export const authProviderCases: readonly AuthProviderCase[] = [
  {
    name: "a caller with accepted credentials is let in under a stable id",
    run: async ({ provider, accepted, secret }) => {
      const ids = new Set<string>();
      for (const method of ["POST", "GET", "DELETE"]) {
        const outcome = await provider.authenticate(toRequest(accepted, method));
        if (isAuthRefusal(outcome)) throw new Error(`refused: ${outcome.message}`);
        ok(outcome.principal, "the caller has a principal");
        ids.add(outcome.principal.id);
        const shown = JSON.stringify([outcome.principal, { ...outcome.principal }]);
        ok(!shown.includes(secret), "a principal does not show the credentials");
      }
      equal(ids.size, 1);
    },
  },
  {
    name: "a request without credentials gets 401 with a challenge",
    run: async ({ provider }) => {
      const outcome = await provider.authenticate(toRequest({}));
      ok(isAuthRefusal(outcome), "refused");
      equal(outcome.status, 401);
      checkRefusal(outcome);
    },
  },
  {
    name: "refused credentials get a refusal that does not repeat them",
    run: async ({ provider, refused }) => {
      const outcome = await provider.authenticate(toRequest(refused));
      ok(isAuthRefusal(outcome), "refused");
      checkRefusal(outcome);
      for (const value of Object.values(refused)) {
        ok(!JSON.stringify(outcome).includes(value), "a refusal does not repeat credentials");
      }
    },
  },
  {
    name: "hostile credentials are refused, never an exception",
    run: async ({ provider }) => {
      for (const authorization of HOSTILE) {
        const outcome = await provider.authenticate(toRequest({ authorization }));
        ok(isAuthRefusal(outcome), `refused: ${authorization.slice(0, 20)}`);
        ok(outcome.status === 400 || outcome.status === 401, `status ${outcome.status}`);
        checkRefusal(outcome);
      }
    },
  },
  {
    name: "the challenge of a caller that lacks scopes is 403 and names them",
    run: async ({ provider, accepted }) => {
      const scopes = ["orders:read", "orders:write"];
      const refusal = await deny(provider, accepted, scopes);
      if (!refusal) return;
      equal(refusal.status, 403);
      for (const scope of scopes) {
        ok(
          challengesOf(refusal.headers).some((value) => value.includes(scope)),
          scope,
        );
      }
    },
  },
  {
    name: "the challenge of a caller that no scope would help names none",
    run: async ({ provider, accepted }) => {
      await deny(provider, accepted, []);
    },
  },
  {
    name: "routes have paths of their own that begin with a slash, and answer what they list",
    run: async ({ provider }) => {
      const routes = provider.routes?.({ path: "/mcp" }) ?? [];
      equal(new Set(routes.map(({ path }) => path)).size, routes.length);
      for (const route of routes) {
        ok(route.path.startsWith("/") && route.path !== "/mcp", route.path);
        ok(route.methods.length > 0, `methods of ${route.path}`);
        if (!route.methods.includes("GET")) continue;
        const response = await route.handle(new Request(`http://127.0.0.1:3000${route.path}`));
        ok(response.status < 500, `${route.path} answered ${response.status}`);
      }
    },
  },
];
