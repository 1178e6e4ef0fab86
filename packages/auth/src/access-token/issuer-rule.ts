import { isSecureUrl, MortiseError } from "@mortise/protocol";
import { isSameIssuer } from "../authorization-server-metadata/issuer.ts";
import { parseUrl } from "../network/web-url.ts";

/** The issuers of many tenants: `https://login.microsoftonline.com/{tid}/v2.0`. */
export interface IssuerPattern {
  /** The issuer with one placeholder, named as the claim that holds the same value. */
  readonly pattern: string;
  /** The values that are trusted. `"any"` trusts every tenant of the service. */
  readonly tenants: readonly string[] | "any";
}

/** One issuer, several, or those of a pattern. */
export type IssuerOption = string | IssuerPattern | readonly (string | IssuerPattern)[];

/** An issuer that a token may have. */
export interface IssuerRule {
  /** As the operator wrote it. */
  readonly text: string;
  /** The issuer, and the tenants of it that are trusted; for the log. */
  readonly description: string;
  /** It stands for the issuers of many tenants. */
  readonly isPattern: boolean;
  /** Returns the issuer that `iss` names, as the operator wrote it; `undefined` if it is another one. */
  find(iss: string): string | undefined;
  /** Returns whether the claims agree with the issuer (RFC 8725, 3.8). */
  agrees(iss: string, claims: Readonly<Record<string, unknown>>): boolean;
}

/** A tenant in a URL: an id or a domain name; a segment of dots would lead to another path. */
const TENANT = /^(?!\.{1,2}$)[\w.-]{1,128}$/;

/**
 * Compiles the option `issuer`.
 *
 * @throws MortiseError `INVALID_OPTION` for an issuer that is no https URL, and a bad pattern.
 */
export function compileIssuers(option: unknown): readonly IssuerRule[] {
  const list: readonly unknown[] = Array.isArray(option) ? option : [option];
  if (list.length === 0) throw invalid("issuer is an empty list; name the issuer of the tokens");
  return list.map((issuer) => {
    if (typeof issuer === "string") return exactRule(issuer);
    if (typeof issuer === "object" && issuer !== null && "pattern" in issuer) {
      return patternRule(issuer as IssuerPattern);
    }
    throw invalid(
      `issuer is ${issuer === undefined ? "missing" : `of the type ${typeof issuer}`}; give the URL that tokens have as "iss"`,
    );
  });
}

function exactRule(issuer: string): IssuerRule {
  checkUrl(issuer, issuer);
  return {
    text: issuer,
    description: issuer,
    isPattern: false,
    find: (iss) => (isSameIssuer(iss, issuer) ? issuer : undefined),
    agrees: () => true,
  };
}

function patternRule({ pattern, tenants }: IssuerPattern): IssuerRule {
  const [head = "", claim = "", tail = "", ...more] = String(pattern).split(/[{}]/);
  if (claim === "" || more.length > 0) {
    throw invalid(
      `the pattern ${JSON.stringify(pattern)} has no or several placeholders; write one, such as "https://login.microsoftonline.com/{tid}/v2.0"`,
    );
  }
  checkUrl(`${head}x${tail}`, pattern);
  // The placeholder stands for a part of the path, so that no tenant can name another host.
  if (!/^https?:\/\/[^/]+\//.test(head)) {
    throw invalid(`the placeholder of ${JSON.stringify(pattern)} must stand in the path`);
  }
  if (tenants !== "any" && !Array.isArray(tenants)) {
    throw invalid(`tenants of ${JSON.stringify(pattern)} is a list of tenants, or "any"`);
  }
  const tenantOf = (iss: string): string | undefined => {
    if (!iss.startsWith(head) || !iss.endsWith(tail)) return undefined;
    const tenant = iss.slice(head.length, iss.length - tail.length);
    const isTrusted = TENANT.test(tenant) && (tenants === "any" || tenants.includes(tenant));
    return isTrusted ? tenant : undefined;
  };
  return {
    text: pattern,
    description: `${pattern} of ${tenants === "any" ? "any tenant" : tenants.join(", ")}`,
    isPattern: true,
    find: (iss) => (tenantOf(iss) === undefined ? undefined : iss),
    agrees: (iss, claims) => claims[claim] === tenantOf(iss),
  };
}

function checkUrl(url: string, written: string): void {
  const parsed = parseUrl(url);
  const isIssuer = parsed && isSecureUrl(parsed) && parsed.hash === "" && parsed.search === "";
  if (!isIssuer) {
    throw invalid(
      `issuer ${JSON.stringify(written)} is no https URL without query and fragment (RFC 8414, 2); write it as tokens have it in "iss"; http is for loopback addresses only`,
    );
  }
  if (!parsed.pathname.includes("/.well-known/")) return;
  throw invalid(
    `issuer ${JSON.stringify(written)} is the URL of a metadata document; write the value of "issuer" in that document`,
  );
}

function invalid(message: string): MortiseError {
  return new MortiseError("INVALID_OPTION", message, { data: { option: "issuer" } });
}
