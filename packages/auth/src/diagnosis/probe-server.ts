import type { Fetch } from "../network/fetch.ts";

/** The answer of a server to the first message of a client. */
export interface ProbeAnswer {
  readonly status: number;
  /** The `WWW-Authenticate` header. */
  readonly challenge: string | undefined;
  /** Where a redirect leads, without its query. */
  readonly location: string | undefined;
}

const MESSAGE = JSON.stringify({
  jsonrpc: "2.0",
  id: 1,
  method: "initialize",
  params: {
    protocolVersion: "2025-11-25",
    capabilities: {},
    clientInfo: { name: "mortise-doctor", version: "1" },
  },
});

/**
 * Sends the first message of a client, with the given headers, and reads the head of the answer; a
 * session that begins with it is ended.
 */
export async function probeServer(
  server: URL,
  given: Readonly<Record<string, string | undefined>>,
  { fetch, signal }: { readonly fetch: Fetch; readonly signal?: AbortSignal | undefined },
): Promise<ProbeAnswer> {
  const headers = new Headers({
    "content-type": "application/json",
    accept: "application/json, text/event-stream",
  });
  for (const [name, value] of Object.entries(given)) {
    if (value !== undefined) headers.set(name, value);
  }
  const common = { redirect: "manual", ...(signal && { signal }) } as const;
  const response = await fetch(server, { ...common, method: "POST", headers, body: MESSAGE });
  await response.body?.cancel();
  const session = response.headers.get("mcp-session-id");
  if (session !== null) {
    headers.set("mcp-session-id", session);
    headers.set("mcp-protocol-version", "2025-11-25");
    const ended = await fetch(server, { ...common, method: "DELETE", headers });
    await ended.body?.cancel();
  }
  return {
    status: response.status,
    challenge: response.headers.get("www-authenticate") ?? undefined,
    location: readLocation(response, server),
  };
}

function readLocation(response: Response, server: URL): string | undefined {
  const location = response.headers.get("location");
  const url = location === null ? null : URL.parse(location, server);
  return url === null ? undefined : `${url.origin}${url.pathname}`;
}
