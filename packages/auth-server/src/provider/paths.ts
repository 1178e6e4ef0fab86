/** The folder of everything that an authorization server has, except for its metadata. */
export const FOLDER = "/oauth";

/** The metadata (RFC 8414, 3; OpenID Connect Discovery 1.0, 4). */
export const METADATA_PATHS: readonly string[] = [
  "/.well-known/oauth-authorization-server",
  "/.well-known/openid-configuration",
];

/** The endpoints, as oidc-provider names them. */
export type Endpoint =
  | "authorization"
  | "token"
  | "registration"
  | "jwks"
  | "revocation"
  | "introspection"
  | "userinfo"
  | "pushed_authorization_request"
  | "device_authorization"
  | "code_verification"
  | "end_session";

/** The path of each endpoint. */
export const ROUTES: Readonly<Record<Endpoint, string>> = {
  authorization: "/oauth/authorize",
  token: "/oauth/token",
  registration: "/oauth/register",
  jwks: "/oauth/jwks",
  revocation: "/oauth/revoke",
  introspection: "/oauth/introspect",
  userinfo: "/oauth/userinfo",
  pushed_authorization_request: "/oauth/par",
  device_authorization: "/oauth/device_authorization",
  code_verification: "/oauth/device",
  end_session: "/oauth/logout",
};

/** The pages on which a user signs in and consents; the id of the interaction follows. */
export const INTERACTION_PATH = "/oauth/interaction/";
