// A host of the official library, version 1, which many clients still have.
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import { AppBridge, PostMessageTransport } from "ext-apps-v1/app-bridge";
import { hostView, POWERS, SURROUNDINGS } from "./host-view.ts";

const client = new Client({ name: "host", version: "1.0.0" });
const transport = new StreamableHTTPClientTransport(new URL("/mcp", location.href));
// The transport of the library does not compile with exactOptionalPropertyTypes.
await client.connect(transport as Transport);
const info = { name: "official", version: "1.7.5" };
const bridge = new AppBridge(client, info, POWERS, { hostContext: SURROUNDINGS });
await hostView(bridge, client, (view) => bridge.connect(new PostMessageTransport(view, view)));
