import { canonicalJson } from "@mortise/protocol";
import type { GrantKind } from "./record.ts";

/** An account of a program: the name of the profile, and the client id where the program sets one. */
export interface Owner {
  readonly profile: string;
  readonly kind: GrantKind;
  /** The client id that the program sets; absent for a client that is registered by itself. */
  readonly clientId?: string | undefined;
}

/** Returns the key of the record that says which issuer and resource a server URL has. */
export function serverKey(owner: Owner, server: string): string {
  return toKey("server", owner, [server]);
}

/** Returns the key of the grant for a resource by an issuer. */
export function grantKey(owner: Owner, issuer: string, resource: string): string {
  return toKey("grant", owner, [issuer, resource]);
}

/** Returns the key of the dynamic registration at an issuer. */
export function registrationKey(owner: Owner, issuer: string): string {
  return toKey("registration", owner, [issuer]);
}

/** Returns the key of a login that waits for its callback; only the same profile finds it. */
export function pendingLoginKey(owner: Owner, state: string): string {
  return toKey("login", owner, [state]);
}

function toKey(what: string, { profile, kind, clientId }: Owner, rest: readonly string[]): string {
  return canonicalJson([what, profile, kind, clientId ?? "", ...rest]);
}
