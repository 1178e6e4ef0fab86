import type { AuthRequest } from "@mortise/protocol";
import { Refused } from "../challenge/refused.ts";

/** The token of a request, and the scheme that it came with. */
export interface Credentials {
  readonly scheme: "bearer" | "dpop";
  readonly token: string;
}

/** The longest token; real ones with many groups have 12 kB. */
const MAX_LENGTH = 16_384;

/**
 * Reads the token of a request (RFC 6750, 2.1; RFC 9449, 7.1); `undefined` if it has none.
 *
 * @throws Refused `invalid_request` for a token in the query, two headers, and a header that is not
 * what its scheme says (2026-07-28, Authorization, Token Requirements).
 */
export function readCredentials(request: AuthRequest): Credentials | undefined {
  const { url } = request;
  // Most URLs have no query, and cost one look; the name may be percent-encoded.
  if (url.includes("?") && new URL(url).searchParams.has("access_token")) {
    throw new Refused(
      "invalid_request",
      "A token in the URL is refused; send it in the header Authorization",
      {
        detail:
          "A request had its token in the URL, where logs keep it; revoke that token, and have the client send the header Authorization",
      },
    );
  }
  const [value = "", ...more] = request.headerValues("authorization");
  if (more.length > 0) throw malformed("Send one header Authorization");
  const [scheme = ""] = /^[^\s,]+/.exec(value) ?? [];
  const name = scheme.toLowerCase();
  if (name !== "bearer" && name !== "dpop") return undefined;
  const [, token] = /^[A-Za-z]+ +([\w\-.~+/]+=*)$/.exec(value) ?? [];
  if (token === undefined) throw malformed(`Authorization: ${scheme} needs one token after it`);
  if (token.length > MAX_LENGTH)
    throw malformed(`The token is longer than ${MAX_LENGTH} characters`);
  return { scheme: name, token };
}

/** Returns the bearer token of a request without any fault; `undefined` for every other request. */
export function findBearerToken(request: AuthRequest): string | undefined {
  if (request.url.includes("?")) return undefined;
  const [value = "", ...more] = request.headerValues("authorization");
  return more.length === 0 && value.length <= MAX_LENGTH && /^bearer [\w\-.~+/]+=*$/i.test(value)
    ? value.slice("bearer ".length)
    : undefined;
}

function malformed(message: string): Refused {
  return new Refused("invalid_request", message);
}
