import type { OptionNames } from "@mortise/protocol";
import { checkOptions, checkValues } from "@mortise/protocol";

/** The claims of a token to read a fact from: the first that is there, or all of them for scopes. */
export interface ClaimNames {
  /** Default `["sub"]`. */
  readonly subject?: readonly string[];
  /** Default `["client_id", "azp", "cid", "appid"]`. */
  readonly clientId?: readonly string[];
  /** A list, or words separated by spaces. Default `["scope", "scp"]`. */
  readonly scopes?: readonly string[];
  /** Default `["aud"]`. */
  readonly audience?: readonly string[];
}

const CLAIM_NAMES: OptionNames<ClaimNames> = {
  subject: true,
  clientId: true,
  scopes: true,
  audience: true,
};

/**
 * Checks the names of claims.
 *
 * @throws MortiseError `INVALID_OPTION` for names that are no list of texts.
 */
export function checkClaimNames(names: ClaimNames): void {
  checkOptions("claims", names, CLAIM_NAMES);
  checkValues("claims", names, {
    subject: "texts",
    clientId: "texts",
    scopes: "texts",
    audience: "texts",
  });
}

/** A set of claims. */
export type Claims = Readonly<Record<string, unknown>>;

/** The facts that {@link ClaimNames} name. */
export interface ReadClaims {
  readonly subject: string | undefined;
  readonly clientId: string | undefined;
  readonly scopes: readonly string[];
  readonly audience: readonly string[];
}

/** Reads the facts of a token; a claim of another type than its specification has counts as absent. */
export function readClaims(claims: Claims, names: ClaimNames = {}): ReadClaims {
  const {
    subject = ["sub"],
    clientId = ["client_id", "azp", "cid", "appid"],
    scopes = ["scope", "scp"],
    audience = ["aud"],
  } = names;
  return {
    subject: firstText(claims, subject),
    clientId: firstText(claims, clientId),
    scopes: [...new Set(scopes.flatMap((name) => words(claims[name])))],
    audience: audience.map((name) => texts(claims[name])).find((list) => list.length > 0) ?? [],
  };
}

function firstText(claims: Claims, names: readonly string[]): string | undefined {
  return names
    .map((name) => claims[name])
    .find((value): value is string => typeof value === "string" && value !== "");
}

/** RFC 7519, 4.1.3: one string, or a list of strings. */
function texts(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  if (!Array.isArray(value)) return [];
  return value.every((each) => typeof each === "string") ? value : [];
}

function words(value: unknown): readonly string[] {
  return texts(value).flatMap((text) => text.split(" ").filter((word) => word !== ""));
}
