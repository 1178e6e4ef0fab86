/** The grant that exchanges one token for another (RFC 8693, 2.1). */
export const TOKEN_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
/** The grant that takes a signed assertion (RFC 7523, 2.1). */
export const JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer";
/** The type of an identity assertion in a token exchange (Identity Assertion Authorization Grant, 3). */
export const ID_JAG_TOKEN = "urn:ietf:params:oauth:token-type:id-jag";
/** The type of an ID token in a token exchange (RFC 8693, 3). */
export const ID_TOKEN = "urn:ietf:params:oauth:token-type:id_token";
/** The profile that metadata lists (Identity Assertion Authorization Grant, 7.2). */
const ID_JAG_PROFILE = "urn:ietf:params:oauth:grant-profile:id-jag";
/** The `typ` of an identity assertion, which sets it apart from every other token. */
export const ID_JAG_TYPE = "oauth-id-jag+jwt";

/** The members by which a client knows that assertions are taken (RFC 8414, 2). */
export const ID_JAG_METADATA: Readonly<Record<string, unknown>> = {
  authorization_grant_profiles_supported: [ID_JAG_PROFILE],
};
