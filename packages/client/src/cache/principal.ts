import type { ClientAuth } from "@mortise/protocol";
import type { HeaderSource } from "../http/header-source.ts";
import { definedHeaders } from "../http/header-source.ts";

/** Names the account that a connection acts for at the moment. The text is only compared. */
export type PrincipalSource = () => string | Promise<string>;

/** Names the account of a {@link ClientAuth} at the server of a connection. */
export function principalOfAuth(auth: ClientAuth, url?: string): PrincipalSource {
  return () => auth.principal(url === undefined ? undefined : { url });
}

/**
 * Counts the accounts of headers that may change: every `Authorization` that differs from the one
 * before is another account. `undefined` when a connection has the same headers for good.
 */
export function principalOfHeaders(headers: HeaderSource | undefined): PrincipalSource | undefined {
  if (typeof headers !== "function") return undefined;
  let last: string | null = null;
  let generation = 0;
  return async () => {
    const current = new Headers(definedHeaders(await headers())).get("authorization");
    if (current !== last) generation += 1;
    last = current;
    return String(generation);
  };
}
