// `@modelcontextprotocol/client`, pinned to the revision that is measured.
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { readClientSetting, serveCalls, stdioServer } from "./control.ts";

const { url, revision } = readClientSetting();
const client = new Client(
  { name: "bench", version: "1.0.0" },
  { versionNegotiation: { mode: revision === "2025-11-25" ? "legacy" : { pin: revision } } },
);
await client.connect(
  url === undefined
    ? new StdioClientTransport(stdioServer)
    : new StreamableHTTPClientTransport(new URL(url)),
);
serveCalls(async (name) => {
  const { content } = await client.callTool({ name: "greet", arguments: { name } });
  const [block] = content;
  return block?.type === "text" ? block.text : "";
});
