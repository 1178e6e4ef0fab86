import type { ClientIdentity } from "../client-authentication/client-identity.ts";
import { AuthError } from "../error/auth-error.ts";
import { requestJson } from "../network/request-json.ts";
import type { GrantContext } from "./grant.ts";

/** The statuses of a path at which a server has nothing to open. */
const ABSENT: ReadonlySet<number> = new Set([404, 405, 410, 501]);

/**
 * Looks whether the authorization page exists, where its address is only the one that 2025-03-26 gives servers
 * without metadata (Authorization, Fallbacks for Servers without Metadata Discovery). Later revisions
 * have no such address, and an answer to 401 does not show the revision. A client that has just registered
 * beside the page need not look.
 *
 * @throws AuthError `no_metadata` if it does not, before a user is sent there; `unreachable`.
 */
export async function checkGuessedPage(
  { discovered, access, server }: GrantContext,
  client: ClientIdentity,
): Promise<void> {
  const { isGuessed, metadata } = discovered;
  const { authorization_endpoint: page } = metadata;
  if (!isGuessed || client.source !== "configured" || page === undefined) return;
  const headers = { accept: "text/html" };
  const { status } = await requestJson(page, { headers }, access.network);
  if (!ABSENT.has(status)) return;
  throw new AuthError(
    "no_metadata",
    `${server.origin} publishes no metadata that says where its tokens come from, and has no page at ${page} (${status})`,
    {
      hint: "name the authorization server that the client is registered at: client: { id, issuer }; or have the server publish protected-resource metadata (RFC 9728)",
      status,
    },
  );
}
