import { toExpiry, toLogLine } from "@mortise/protocol";
import { decodeJwt } from "jose";
import { toScopes } from "../challenge/read-auth-challenge.ts";
import { AuthError } from "../error/auth-error.ts";
import type { JsonAnswer } from "../network/request-json.ts";
import { TokenRequestError } from "./token-request-error.ts";

/** The tokens that a token endpoint issued (RFC 6749, 5.1). */
export interface TokenResponse {
  readonly accessToken: string;
  readonly tokenType: "Bearer" | "DPoP";
  readonly refreshToken: string | undefined;
  /** Milliseconds since 1970; absent if the server does not say. */
  readonly expiresAt: number | undefined;
  /** Absent if they are those that were asked for. */
  readonly scopes: readonly string[] | undefined;
  /** The subject of the ID token, if one came. */
  readonly subject: string | undefined;
}

/** The most characters of an error text of a server that are shown. */
const MAX_TEXT = 200;

/** The facts that an answer is read with. */
export interface TokenResponseRules {
  readonly endpoint: string;
  /** The texts that no message may hold. */
  readonly secrets: readonly string[];
  /** Milliseconds since 1970 at which it came. */
  readonly now: number;
  /** Further names of the type of a Bearer token. */
  readonly bearerTypes?: readonly string[] | undefined;
}

/**
 * Reads the answer of a token endpoint.
 *
 * An answer with `error` is a refusal whatever its status is, as is one without an access token: some
 * servers answer every request with 200.
 *
 * @throws TokenRequestError for a refusal; AuthError `unreachable` for 5xx and 429 without an error code.
 */
export function readTokenResponse(
  { status, body, headers }: JsonAnswer,
  { endpoint, secrets, now, bearerTypes = [] }: TokenResponseRules,
): TokenResponse {
  const { error } = body ?? {};
  // RFC 6749, 5.1 has 200; frameworks that answer every POST with 201 are in the field.
  const isSuccess = status >= 200 && status < 300;
  if (body === undefined || typeof error === "string" || !isSuccess) {
    throw refuse({ status, body, headers }, { endpoint, secrets });
  }
  const { access_token: accessToken, refresh_token: refreshToken, scope } = body;
  if (typeof accessToken !== "string" || accessToken === "") {
    throw new TokenRequestError(`${endpoint} answered ${status} without an access token`, {
      hint: "see the log of the authorization server",
      status,
      error: undefined,
    });
  }
  // RFC 6750, 2.1; a token with a line break would be further headers, and an error of the platform has it.
  if (!/^[\x21-\x7e]+$/.test(accessToken)) {
    throw new TokenRequestError(
      `${endpoint} issued an access token with characters that no header may have`,
      {
        hint: "have the authorization server issue tokens of visible ASCII (RFC 6750, 2.1)",
        status,
        error: undefined,
      },
    );
  }
  return {
    accessToken,
    tokenType: readTokenType(body["token_type"], endpoint, bearerTypes),
    refreshToken:
      typeof refreshToken === "string" && refreshToken !== "" ? refreshToken : undefined,
    expiresAt: readExpiry(body["expires_in"], now),
    scopes: typeof scope === "string" ? readScopes(scope) : undefined,
    subject: readSubject(body["id_token"]),
  };
}

function refuse(
  { status, body }: JsonAnswer,
  { endpoint, secrets }: { endpoint: string; secrets: readonly string[] },
): AuthError {
  const error = readErrorCode(body?.["error"]);
  if (error === undefined && (status >= 500 || status === 429)) {
    return new AuthError("unreachable", `${endpoint} answered ${status}`, {
      hint: "the authorization server fails; try again later",
      status,
    });
  }
  const { error_description: description } = body ?? {};
  const text = typeof description === "string" ? `: ${toText(description, secrets)}` : "";
  return new TokenRequestError(
    `${endpoint} answered ${status} ${error ?? "without an error code"}${text}`,
    {
      hint: HINTS[error ?? ""] ?? "see the log of the authorization server",
      status,
      error,
    },
  );
}

const HINTS: Readonly<Record<string, string>> = {
  invalid_client: "check the client id, its secret and how it authenticates",
  invalid_grant: "sign in again",
  invalid_scope: "ask for scopes that the authorization server knows",
  invalid_target:
    "have the authorization server know the URL of the server as a resource (RFC 8707), or set quirks: { omitResource: true } if it knows none",
  unauthorized_client: "allow this grant for the client at the authorization server",
  unsupported_grant_type: "allow this grant at the authorization server",
};

/** An error code is made of printable characters (RFC 6749, 5.2); any other text is none. */
export function readErrorCode(error: unknown): string | undefined {
  return typeof error === "string" && /^[\x21\x23-\x5b\x5d-\x7e]{1,64}$/.test(error)
    ? error
    : undefined;
}

/** Makes one line of a server's text that holds none of the secrets of the request. */
function toText(text: string, secrets: readonly string[]): string {
  let shown = text;
  for (const secret of secrets) if (secret !== "") shown = shown.replaceAll(secret, "(redacted)");
  return toLogLine(shown).slice(0, MAX_TEXT);
}

function readTokenType(
  type: unknown,
  endpoint: string,
  bearerTypes: readonly string[],
): "Bearer" | "DPoP" {
  const name = typeof type === "string" ? type.toLowerCase() : "bearer";
  if (name === "dpop") return "DPoP";
  if (name === "bearer" || bearerTypes.includes(name)) return "Bearer";
  throw new AuthError(
    "invalid_metadata",
    `${endpoint} issued a token of the type ${JSON.stringify(toLogLine(String(type)).slice(0, 40))}`,
    {
      hint: 'have the authorization server issue Bearer or DPoP tokens, or set quirks: { bearerTypes: ["…"] } if this type is Bearer under another name',
    },
  );
}

/** GitHub separates scopes by commas alone, against RFC 6749, 3.3. */
function readScopes(scope: string): readonly string[] {
  return toScopes(/\s/.test(scope) ? scope : scope.replaceAll(",", " "));
}

/**
 * Some servers write the number of seconds as text. A number that is none, and 0, which servers write for
 * tokens that do not expire, say nothing: a token ends by the server's refusal then.
 */
function readExpiry(seconds: unknown, now: number): number | undefined {
  const life = typeof seconds === "string" && seconds.trim() !== "" ? Number(seconds) : seconds;
  return typeof life === "number" && Number.isFinite(life) && life > 0
    ? toExpiry(life, now)
    : undefined;
}

/** The ID token came straight from the issuer over TLS (OpenID Connect Core 1.0, 3.1.3.7, 6). */
function readSubject(idToken: unknown): string | undefined {
  if (typeof idToken !== "string") return undefined;
  try {
    return decodeJwt(idToken).sub;
  } catch {
    return undefined;
  }
}
