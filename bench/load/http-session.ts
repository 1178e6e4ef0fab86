import { handshake } from "./message.ts";

/** Initializes a session of revision 2025-11-25 and returns its id; throws if the server has none. */
export async function openHttpSession(port: number): Promise<string> {
  const url = `http://127.0.0.1:${port}/mcp`;
  const headers = {
    "content-type": "application/json",
    accept: "application/json, text/event-stream",
  };
  const opened = await fetch(url, { method: "POST", headers, body: handshake.request });
  const id = opened.headers.get("mcp-session-id");
  const answer = await opened.text();
  if (!opened.ok || id === null) {
    throw new Error(`The server opened no session (${opened.status}): ${answer.slice(0, 600)}`);
  }
  const named = { ...headers, "mcp-session-id": id, "mcp-protocol-version": "2025-11-25" };
  const begun = await fetch(url, { method: "POST", headers: named, body: handshake.notification });
  await begun.text();
  if (!begun.ok)
    throw new Error(`The server refused the initialized notification: ${begun.status}`);
  return id;
}
