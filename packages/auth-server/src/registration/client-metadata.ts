import type { Configuration } from "oidc-provider";
import { errors } from "oidc-provider";
import type { RedirectPolicy } from "./redirect-policy.ts";

/** The grants that OAuth 2.1, 10.1 removed. */
const REMOVED: ReadonlySet<unknown> = new Set(["implicit", "password"]);

/** A member of every client's metadata that this server reads nothing from. */
const ANY_MEMBER = "software_version";

/**
 * Checks and completes the metadata of a client, registered (RFC 7591) or read from its document
 * (Client ID Metadata Document) alike.
 *
 * - `scope` is dropped: as a limit for good it would forbid to ask for more later, which a client does
 *   when a tool needs more (2026-07-28, Authorization, Step-Up). The resource decides on each request.
 * - A member that is empty or null counts as left out: clients in the field send those for what they have no value of,
 *   and a server may replace any value (RFC 7591, 2). So are grants and answers with a token in a URL or for a
 *   password, which OAuth 2.1 no longer has, beside others.
 * - A client with a loopback address or a scheme of its own is a native one, whatever it says, so that
 *   the port of a loopback address may differ (RFC 8252, 7.3).
 */
export function clientMetadataRules(
  policy: RedirectPolicy,
): NonNullable<Configuration["extraClientMetadata"]> {
  return {
    properties: [ANY_MEMBER],
    validator: (_ctx, _key, _value, metadata) => {
      delete metadata.scope;
      for (const [member, value] of Object.entries(metadata)) {
        if (value === "" || value === null) delete metadata[member];
      }
      narrow(metadata);
      const { redirect_uris: uris, client_id: clientId } = metadata;
      if (!Array.isArray(uris)) return;
      for (const uri of uris) {
        if (typeof uri !== "string") continue;
        const fault = policy.findFault(uri, clientId);
        if (fault === undefined) continue;
        // The class has a text of its own, which is about authorization requests.
        throw Object.assign(new errors.InvalidRedirectUri(), {
          error_description: `redirect URI ${shown(uri)} is refused: ${fault}`,
        });
      }
      if (uris.some((uri) => typeof uri === "string" && !uri.startsWith("https://"))) {
        metadata.application_type = "native";
      }
    },
  };
}

/** Leaves out what OAuth 2.1, 10.1 removed, if anything else stays. */
function narrow(metadata: Record<string, unknown>): void {
  const { grant_types: grants, response_types: responses } = metadata;
  const kept = Array.isArray(grants) ? grants.filter((type) => !REMOVED.has(type)) : [];
  if (kept.length > 0) metadata["grant_types"] = kept;
  const isByCode = grants === undefined || kept.includes("authorization_code");
  if (!Array.isArray(responses) || !isByCode) return;
  if (responses.length === 0 || responses.includes("code")) metadata["response_types"] = ["code"];
}

/** RFC 6749, 5.2: a description has printable ASCII without quotes and backslashes. */
function shown(uri: string): string {
  return uri.slice(0, 200).replace(/[^\x20-\x21\x23-\x5b\x5d-\x7e]/g, "?");
}
