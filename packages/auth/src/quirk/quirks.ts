import type { OptionNames } from "@mortise/protocol";
import { checkOptions, MortiseError, nearest } from "@mortise/protocol";

/** Deviations of an identity provider from the specifications; each is off unless it is named. */
export interface Quirks {
  /** The metadata does not list PKCE with S256, and the server supports it. */
  readonly assumePkce?: boolean;
  /** The server refuses requests with `resource` (RFC 8707), or does not know it. */
  readonly omitResource?: boolean;
  /** A refresh needs the scopes that were asked for at first. */
  readonly repeatScopes?: boolean;
  /** The scopes to ask for when the server names none. */
  readonly defaultScopes?: readonly string[];
  /** Further parameters of the authorization request. */
  readonly authorizationParameters?: Readonly<Record<string, string>>;
  /**
   * Asks for `offline_access` without `prompt=consent`, where an administrator has consented for all users
   * and a user may not.
   */
  readonly omitPrompt?: boolean;
  /** Further names of the type of a Bearer token. */
  readonly bearerTypes?: readonly string[];
  /** The parameter of the authorization request that names the resource a second time. */
  readonly resourceParameter?: string;
  /** The metadata has no `issuer`, as before RFC 8414. */
  readonly allowMissingIssuer?: boolean;
  /**
   * The issuer of metadata is this template, in which `{…}` stands for one segment, such as a tenant;
   * the document is then accepted for every issuer that fits.
   */
  readonly issuerTemplate?: string;
  /**
   * The issuer that the metadata names in place of the one that the server names, and that is trusted all
   * the same.
   */
  readonly metadataIssuer?: string;
}

/** The identity providers whose deviations are known. */
export type QuirkName = "auth0" | "cognito" | "entra" | "github" | "google" | "keycloak" | "slack";

const NAMES: OptionNames<Quirks> = {
  assumePkce: true,
  omitResource: true,
  repeatScopes: true,
  defaultScopes: true,
  authorizationParameters: true,
  omitPrompt: true,
  bearerTypes: true,
  resourceParameter: true,
  allowMissingIssuer: true,
  issuerTemplate: true,
  metadataIssuer: true,
};

const KNOWN: Readonly<Record<QuirkName, Quirks>> = {
  // `audience` chooses the API unless the tenant follows RFC 8707.
  auth0: { resourceParameter: "audience" },
  // Without a scope it issues a code that cannot be redeemed.
  cognito: { defaultScopes: ["openid"] },
  // AADSTS9010010 for `resource`, AADSTS90009 for a refresh without scopes, no PKCE in the metadata;
  // AADSTS90094 for `prompt=consent` of a user whose administrator consents.
  entra: {
    assumePkce: true,
    omitResource: true,
    repeatScopes: true,
    omitPrompt: true,
    issuerTemplate: "https://login.microsoftonline.com/{tenantid}/v2.0",
  },
  // PKCE is supported and not listed; `resource` is unknown.
  github: { assumePkce: true, omitResource: true },
  // Refresh tokens come for `access_type=offline` alone, and again only after a new consent.
  google: {
    omitResource: true,
    authorizationParameters: { access_type: "offline", prompt: "consent" },
  },
  // The audience comes from client scopes; `resource` is ignored by older releases, not refused.
  keycloak: {},
  // The type of a Bearer token is that of the account: https://docs.slack.dev/reference/methods/oauth.v2.user.access
  slack: { bearerTypes: ["user", "bot"] },
};

/**
 * Returns the deviations that are meant.
 *
 * @throws MortiseError `INVALID_OPTION` for an unknown provider or deviation.
 */
export function toQuirks(quirks: QuirkName | Quirks | undefined): Quirks {
  if (quirks === undefined) return {};
  if (typeof quirks !== "string") {
    checkOptions("quirks", quirks, NAMES);
    return quirks;
  }
  if (Object.hasOwn(KNOWN, quirks)) return KNOWN[quirks];
  const names = Object.keys(KNOWN);
  const meant = nearest(quirks, names);
  const advice =
    meant === undefined
      ? `known are ${names.join(", ")}`
      : `did you mean ${JSON.stringify(meant)}?`;
  throw new MortiseError(
    "INVALID_OPTION",
    `quirks: no identity provider ${JSON.stringify(quirks)}; ${advice}`,
    { data: { option: "quirks" } },
  );
}

/** Returns whether an issuer fits a template; each `{…}` stands for one segment. */
export function fitsTemplate(issuer: string, template: string): boolean {
  const given = issuer.split("/");
  const expected = template.split("/");
  return (
    given.length === expected.length &&
    expected.every((part, index) =>
      /^\{\w+\}$/.test(part) ? /^[\w.-]+$/.test(given[index] ?? "") : part === given[index],
    )
  );
}
