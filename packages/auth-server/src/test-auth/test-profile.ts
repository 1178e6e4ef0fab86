/** An identity provider whose habits a test's authorization server takes on. */
export type TestProfile = "entra" | "auth0" | "keycloak" | "okta" | "cognito" | "google" | "github";

type Parts = { header: Record<string, unknown>; payload: Record<string, unknown> };

/** The habits of an identity provider that differ from the specifications, or that they leave open. */
export interface ProviderHabits {
  /** Whether clients may register. */
  readonly registers: boolean;
  /** Whether there is metadata at all. */
  readonly hasMetadata: boolean;
  /** Members of the metadata to replace, or to leave out with `undefined`. */
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Whether callbacks have `iss` (RFC 9207). */
  readonly sendsIssuer: boolean;
  /** The fate of the parameter `resource` (RFC 8707). */
  readonly resource: "ignored" | "refused";
  /** Whether access tokens are texts that say nothing. */
  readonly isOpaque: boolean;
  /** Gives an access token its shape. */
  readonly shape: (parts: Parts, issuer: string) => void;
}

/** The audience that tokens have, whatever a client asks for. */
export const PROFILE_AUDIENCE = "api://tools";
const TENANT = "11111111-2222-3333-4444-555555555555";

/** Metadata of a server that came before MCP. */
const OLD: Readonly<Record<string, unknown>> = {
  registration_endpoint: undefined,
  client_id_metadata_document_supported: undefined,
  authorization_response_iss_parameter_supported: undefined,
};

const PLAIN: ProviderHabits = {
  registers: false,
  hasMetadata: true,
  metadata: OLD,
  sendsIssuer: false,
  resource: "ignored",
  isOpaque: false,
  shape: () => undefined,
};

/** Renames and sets claims; `undefined` removes one. */
function reshape(parts: Parts, typ: string | undefined, claims: Record<string, unknown>): void {
  if (typ === undefined) delete parts.header["typ"];
  else parts.header["typ"] = typ;
  Object.assign(parts.payload, claims);
}

/** Each identity provider's habits, as its tokens and its metadata had them in 2026. */
export const PROFILES: Readonly<Record<TestProfile, ProviderHabits>> = {
  entra: {
    ...PLAIN,
    metadata: { ...OLD, code_challenge_methods_supported: undefined },
    resource: "refused",
    shape: (parts) =>
      reshape(parts, "JWT", {
        aud: PROFILE_AUDIENCE,
        azp: parts.payload["client_id"],
        scp: parts.payload["scope"],
        tid: TENANT,
        ver: "2.0",
        client_id: undefined,
        scope: undefined,
      }),
  },
  auth0: {
    ...PLAIN,
    registers: true,
    metadata: { authorization_response_iss_parameter_supported: undefined },
    shape: (parts, issuer) =>
      reshape(parts, "JWT", {
        aud: [PROFILE_AUDIENCE, `${issuer}/userinfo`],
        azp: parts.payload["client_id"],
        client_id: undefined,
      }),
  },
  keycloak: {
    ...PLAIN,
    registers: true,
    metadata: { client_id_metadata_document_supported: undefined },
    sendsIssuer: true,
    shape: (parts) =>
      reshape(parts, "JWT", {
        aud: "account",
        azp: parts.payload["client_id"],
        typ: "Bearer",
        client_id: undefined,
      }),
  },
  okta: {
    ...PLAIN,
    shape: (parts) =>
      reshape(parts, undefined, {
        aud: PROFILE_AUDIENCE,
        cid: parts.payload["client_id"],
        scp: String(parts.payload["scope"] ?? "").split(" "),
        client_id: undefined,
        scope: undefined,
      }),
  },
  cognito: {
    ...PLAIN,
    metadata: { ...OLD, code_challenge_methods_supported: undefined },
    shape: (parts) => reshape(parts, undefined, { token_use: "access" }),
  },
  google: { ...PLAIN, isOpaque: true },
  github: { ...PLAIN, isOpaque: true, hasMetadata: false },
};
