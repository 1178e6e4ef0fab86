// The client of the official SDK 1.x, which signs in.
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { textOf } from "../../client/seen.ts";
import { reportSteps } from "./report-steps.ts";

type Transport = Parameters<Client["connect"]>[0];

await reportSteps((url, user) => {
  let transport: StreamableHTTPClientTransport;
  let client: Client | undefined;
  return {
    async call(name) {
      if (client === undefined) {
        const fresh = new Client({ name: "sdk-v1", version: "1.0.0" });
        transport = new StreamableHTTPClientTransport(new URL(url), {
          authProvider: user as never,
        });
        await fresh.connect(transport as Transport);
        client = fresh;
      }
      return await textOf(await client.callTool({ name }));
    },
    finish: (callback) => transport.finishAuth(callback.get("code") ?? ""),
  };
});
