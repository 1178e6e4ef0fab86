import type { JWTPayload, ProtectedHeaderParameters } from "jose";
import { Refused } from "../challenge/refused.ts";

/** Claims that only ID tokens have (OpenID Connect Core 1.0, 2 and 3.1.3.6). */
const MARKS = ["nonce", "at_hash", "c_hash", "s_hash"] as const;

/**
 * Refuses an ID token, which describes a user to a client and permits nothing (RFC 8725, 2.8).
 *
 * A token that says it is an access token (RFC 9068, 2.1) is believed, since its issuer signed that.
 *
 * @throws Refused
 */
export function refuseIdToken({ typ }: ProtectedHeaderParameters, payload: JWTPayload): void {
  if (/^(?:application\/)?at\+jwt$/i.test(typ ?? "")) return;
  const { typ: kind, token_use: use } = payload;
  const isMarked = MARKS.some((mark) => payload[mark] !== undefined);
  // Keycloak names the kind in the payload, and Cognito the use.
  const isNamed = kind === "ID" || kind === "Refresh" || use === "id";
  if (!isMarked && !isNamed) return;
  throw new Refused("invalid_token", "The token is an ID token; an access token is needed", {
    detail: "An ID token was refused; the client must send the access_token of the token response",
  });
}
