import type { Configuration } from "oidc-provider";
import { errors } from "oidc-provider";
import type { RedirectPolicy } from "./redirect-policy.ts";

/** A member of every client's metadata that this server reads nothing from. */
const ANY_MEMBER = "software_version";

/**
 * Checks and completes the metadata of a client, registered (RFC 7591) or read from its document
 * (Client ID Metadata Document) alike.
 *
 * - `scope` is dropped: as a limit for good it would forbid to ask for more later, which a client does
 *   when a tool needs more (2026-07-28, Authorization, Step-Up). The resource decides on each request.
 * - A member that is empty or null counts as left out: clients in the field send those for what they have no value of,
 *   and a server may replace any value (RFC 7591, 2).
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
      const { redirect_uris: uris, client_id: clientId } = metadata;
      if (!Array.isArray(uris)) return;
      for (const uri of uris) {
        if (typeof uri !== "string") continue;
        const fault = policy.findFault(uri, clientId);
        if (fault === undefined) continue;
        throw new errors.InvalidRedirectUri(`redirect URI ${shown(uri)} is refused: ${fault}`);
      }
      if (uris.some((uri) => typeof uri === "string" && !uri.startsWith("https://"))) {
        metadata.application_type = "native";
      }
    },
  };
}

/** RFC 6749, 5.2: a description has printable ASCII without quotes and backslashes. */
function shown(uri: string): string {
  return uri.slice(0, 200).replace(/[^\x20-\x21\x23-\x5b\x5d-\x7e]/g, "?");
}
