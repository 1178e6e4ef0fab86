import type { Challenge } from "./read-challenges.ts";
import { readChallenges } from "./read-challenges.ts";

/** The members of a refusal that a client of OAuth acts on. */
export interface AuthChallenge {
  /** The error code (RFC 6750, 3.1; RFC 9449, 7.1); absent without credentials. */
  readonly error: string | undefined;
  /** The scopes that the operation needs; absent if the server names none. */
  readonly scopes: readonly string[] | undefined;
  /** The URL of the protected-resource metadata (RFC 9728, 5.1). */
  readonly resourceMetadata: string | undefined;
  /** The scheme is `DPoP`, or one of several is. */
  readonly offersDpop: boolean;
}

/**
 * Reads the Bearer and DPoP challenges of a `WWW-Authenticate` header; `undefined` without any.
 *
 * A parameter that one of them lacks is taken from the next, because servers that know both schemes write
 * the metadata once.
 */
export function readAuthChallenge(header: string | undefined): AuthChallenge | undefined {
  const known = readChallenges(header).filter(
    ({ scheme }) => scheme === "bearer" || scheme === "dpop",
  );
  if (known.length === 0) return undefined;
  const scope = find(known, "scope");
  return {
    error: find(known, "error"),
    scopes: scope === undefined ? undefined : toScopes(scope),
    resourceMetadata: find(known, "resource_metadata"),
    offersDpop: known.some(({ scheme }) => scheme === "dpop"),
  };
}

/** Returns the words of a `scope` value, each once (RFC 6749, 3.3). */
export function toScopes(scope: string): readonly string[] {
  return [...new Set(scope.split(/\s+/).filter((word) => word !== ""))];
}

function find(challenges: readonly Challenge[], name: string): string | undefined {
  for (const { parameters } of challenges) {
    const value = parameters.get(name);
    if (value !== undefined && value !== "") return value;
  }
  return undefined;
}
