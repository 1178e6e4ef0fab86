import { guardFetch } from "@mortise/auth/node";

/**
 * Makes the fetch for what clients name by URLs: documents, keys and sector identifiers. Clients register without a
 * question, so that a URL may be of this machine or of its network (Client ID Metadata Document, 6.5; RFC 7591, 5).
 */
export function createClientFetch(issuer: string): typeof fetch {
  const guarded = guardFetch({ network: "public-only" })(new URL(issuer));
  return (input, init) => guarded(input instanceof Request ? input : String(input), init);
}
