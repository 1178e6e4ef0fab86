import { checkSpelling, describeValue, isSecureUrl, MortiseError } from "@mortise/protocol";
import { parseUrl } from "../network/web-url.ts";
import { ENDPOINTS, LISTS } from "./authorization-server-metadata.ts";

const NAMES: Readonly<Record<string, true>> = Object.fromEntries(
  ["issuer", "authorization_response_iss_parameter_supported", ...ENDPOINTS, ...LISTS].map(
    (name) => [name, true] as const,
  ),
);

/**
 * Checks metadata that a program states in place of the authorization server's own (RFC 8414, 2), or its
 * issuer alone, whose own metadata is then fetched. Members of extensions are accepted.
 *
 * @throws MortiseError `INVALID_OPTION` for a misspelt member, one of another kind than it takes, and
 * metadata without `issuer`, or with another endpoint and without `token_endpoint`.
 */
export function checkGivenMetadata(metadata: Readonly<Record<string, unknown>>): void {
  checkSpelling("metadata", metadata, NAMES);
  const hasEndpoint = ENDPOINTS.some((name) => metadata[name] !== undefined);
  for (const name of hasEndpoint ? ["issuer", "token_endpoint"] : ["issuer"]) {
    if (metadata[name] === undefined) {
      throw invalid(name, `metadata has no ${name}; write that of the authorization server`);
    }
  }
  for (const name of ["issuer", ...ENDPOINTS]) {
    const value = metadata[name];
    if (value === undefined) continue;
    const url = parseUrl(value);
    if (url && isSecureUrl(url) && url.username === "" && url.password === "") continue;
    const found = typeof value === "string" ? JSON.stringify(value) : describeValue(value);
    throw invalid(
      name,
      `${name} of metadata takes an https URL (http for loopback addresses), not ${found}`,
    );
  }
  for (const name of LISTS) {
    const value = metadata[name];
    const isList = Array.isArray(value) && value.every((each) => typeof each === "string");
    if (value === undefined || isList) continue;
    throw invalid(name, `${name} of metadata takes a list of texts, not ${describeValue(value)}`);
  }
}

function invalid(option: string, message: string): MortiseError {
  return new MortiseError("INVALID_OPTION", message, { data: { option } });
}
