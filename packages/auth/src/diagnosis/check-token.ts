import { decodeJwt } from "jose";
import { quote } from "../error/quote.ts";
import type { Finding } from "./finding.ts";
import { note, ok, wrong } from "./finding.ts";

/** A token, and the server that it is to fit. */
export interface TokenCheck {
  /** The value of the header `Authorization`. */
  readonly authorization: string;
  readonly issuer: string;
  readonly resource: string;
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly now: number;
}

/**
 * Compares the claims of an access token with what the server asks for (RFC 9068, 4). A client is not to
 * rely on them; the search for a fault may. Findings name claims and never the token.
 */
export function* checkToken({
  authorization,
  issuer,
  resource,
  now,
}: TokenCheck): Generator<Finding> {
  const [scheme = "", token = ""] = authorization.split(" ");
  const claims = readClaims(token);
  if (claims === undefined) {
    yield note(
      "token",
      `The ${scheme} token is opaque, so that only the server can say what it is`,
    );
    return;
  }
  const { iss, aud, exp, cnf } = claims;
  if (iss !== undefined && iss !== issuer) {
    const fix = "have the server name the issuer as its tokens do";
    yield wrong("token", `The token is of ${quote(iss)}, and the server names ${issuer}`, fix);
  }
  const audiences = [aud ?? []].flat();
  if (audiences.some((each) => isSame(each, resource))) {
    yield ok("token", `The token is for ${resource}`);
  } else if (audiences.length === 0) {
    const fix = `have the authorization server write the resource into \`aud\` (RFC 8707), or accept its claim with \`audience\``;
    yield wrong("token", `The token has no audience; the resource is ${resource}`, fix);
  } else {
    const fix = `have the authorization server honour \`resource\` (RFC 8707), or add ${quote(audiences[0])} to \`audience\` of the server`;
    yield wrong(
      "token",
      `The token is for ${audiences.map(quote).join(", ")}, not for ${resource}`,
      fix,
    );
  }
  if (exp !== undefined && exp * 1_000 <= now) {
    const fix = "sign in again; have the authorization server give refresh tokens to end this";
    yield wrong("token", "The token has expired and was not renewed", fix);
  }
  if (cnf !== undefined && scheme.toLowerCase() === "bearer") {
    const fix = "ask for DPoP with `dpop: true`, or for tokens that are not bound";
    yield wrong("token", "The token is bound to a key (`cnf`), and was sent as Bearer", fix);
  }
}

function readClaims(token: string): ReturnType<typeof decodeJwt> | undefined {
  try {
    return decodeJwt(token);
  } catch {
    return undefined;
  }
}

/** `https://h` and `https://h/` are one resource. */
function isSame(audience: string, resource: string): boolean {
  return (
    audience.replace(/^(https?:\/\/[^/]+)\/$/, "$1") ===
    resource.replace(/^(https?:\/\/[^/]+)\/$/, "$1")
  );
}
