/** The resource that the listeners subscribe to. */
export const resource = "bench://counter";

/** Texts that identify an acknowledgement and a change. */
export const acknowledgement = '"notifications/subscriptions/acknowledged"';
export const change = '"notifications/resources/updated"';

/** Returns the text of one HTTP request that opens a stream. */
export function createListenRequest(port: number, id: number): string {
  const body = JSON.stringify({
    jsonrpc: "2.0",
    id,
    method: "subscriptions/listen",
    params: {
      notifications: { resourceSubscriptions: [resource] },
      _meta: {
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientInfo": { name: "bench", version: "1.0.0" },
        "io.modelcontextprotocol/clientCapabilities": {},
      },
    },
  });
  const headers = [
    "POST /mcp HTTP/1.1",
    `Host: 127.0.0.1:${port}`,
    "Content-Type: application/json",
    "Accept: application/json, text/event-stream",
    "MCP-Protocol-Version: 2026-07-28",
    "Mcp-Method: subscriptions/listen",
    `Content-Length: ${body.length}`,
  ];
  return `${headers.join("\r\n")}\r\n\r\n${body}`;
}
