import { MortiseError } from "@mortise/protocol";
import type { BearerAuthOptions } from "../resource-server/bearer-auth.ts";

/** The options of `bearerAuth` that an identity provider decides; add your own to them. */
export type Preset = Pick<
  BearerAuthOptions,
  | "issuer"
  | "audience"
  | "jwksUri"
  | "tokenInfo"
  | "authorizationServers"
  | "claims"
  | "scopes"
  | "scopeImplies"
  | "scopePrefix"
>;

/**
 * Returns the host that an option names, with or without `https://` before it.
 *
 * @throws MortiseError `INVALID_OPTION` for text that is no host.
 */
export function toHost(option: string, text: unknown): string {
  const host = typeof text === "string" ? text.replace(/^https:\/\//, "").replace(/\/$/, "") : "";
  if (/^[\w-]+(?:\.[\w-]+)+$/.test(host)) return host;
  throw new MortiseError(
    "INVALID_OPTION",
    `${option} ${JSON.stringify(text)} is no host, such as "example.com"`,
    { data: { option } },
  );
}

/**
 * Returns a part of a URL's path.
 *
 * @throws MortiseError `INVALID_OPTION` for text that would be more than one part.
 */
export function toPart(option: string, text: unknown): string {
  if (typeof text === "string" && /^[\w.~-]+$/.test(text)) return text;
  throw new MortiseError("INVALID_OPTION", `${option} ${JSON.stringify(text)} is no name or id`, {
    data: { option },
  });
}

/**
 * Returns the audience that an option names: without one, tokens for any application would have to be taken.
 *
 * @throws MortiseError `INVALID_OPTION` for what is neither text nor a list of texts.
 */
export function toAudience<Audience extends string | readonly string[]>(
  audience: Audience,
  option = "audience",
): Audience {
  const list: readonly unknown[] = Array.isArray(audience) ? audience : [audience];
  if (list.length > 0 && list.every((each) => typeof each === "string" && each !== "")) {
    return audience;
  }
  throw new MortiseError(
    "INVALID_OPTION",
    `${option} ${JSON.stringify(audience)} is no text; give what the identity provider writes into the tokens for this server`,
    { data: { option } },
  );
}
