// A host of the official library, version 2.
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { AppBridge, PostMessageTransport } from "@modelcontextprotocol/ext-apps/app-bridge";
import { hostView, POWERS, SURROUNDINGS } from "./host-view.ts";

const client = new Client({ name: "host", version: "1.0.0" });
await client.connect(new StreamableHTTPClientTransport(new URL("/mcp", location.href)));
const info = { name: "official", version: "2.0.4" };
const bridge = new AppBridge(client, info, POWERS, { hostContext: SURROUNDINGS });
await hostView(bridge, client, (view) => bridge.connect(new PostMessageTransport(view, view)));
