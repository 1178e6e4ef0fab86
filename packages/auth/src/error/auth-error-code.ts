/**
 * The kind of an {@link AuthError}; docs/reference/auth-errors.md has each with its fix.
 *
 * - `blocked_address`: a server led to an address that it may not lead to
 * - `callback_port_in_use`: the port that the browser is to come back to is taken
 * - `exchange_failed`: no token for another service could be had for the caller
 * - `insecure_url`: a URL is neither https nor loopback
 * - `insufficient_scope`: the token lacks scopes, and asking for them did not help
 * - `interaction_required`: a user has to sign in, and this program cannot ask one
 * - `invalid_metadata`: a metadata document, key set or answer is not what its specification says
 * - `invalid_state`: the browser came back with a `state` that no login of ours has
 * - `issuer_mismatch`: metadata or an answer names another issuer than the one it was asked of
 * - `login_failed`: the authorization server refused the login, or the user did
 * - `login_timeout`: the user did not finish the login in time
 * - `no_client`: there is no client id, and the authorization server registers none
 * - `no_metadata`: the server publishes no metadata where it should be
 * - `pkce_unsupported`: the authorization server does not offer PKCE with S256
 * - `registration_failed`: the authorization server refused to register the client
 * - `resource_mismatch`: protected-resource metadata describes another resource
 * - `sso_expired`: the sign-in at the identity provider is over
 * - `store_failed`: tokens could not be stored, or read back
 * - `token_refused`: the server refuses a token that it was just issued for
 * - `token_request_failed`: the token endpoint refused the request
 * - `unreachable`: a server could not be reached, answered with 5xx, or not in time
 */
export type AuthErrorCode =
  | "blocked_address"
  | "callback_port_in_use"
  | "exchange_failed"
  | "insecure_url"
  | "insufficient_scope"
  | "interaction_required"
  | "invalid_metadata"
  | "invalid_state"
  | "issuer_mismatch"
  | "login_failed"
  | "login_timeout"
  | "no_client"
  | "no_metadata"
  | "pkce_unsupported"
  | "registration_failed"
  | "resource_mismatch"
  | "sso_expired"
  | "store_failed"
  | "token_refused"
  | "token_request_failed"
  | "unreachable";
