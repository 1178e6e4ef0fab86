// The client of the official SDK 2.x, which signs in.
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { textOf } from "../../client/seen.ts";
import { reportSteps } from "./report-steps.ts";

await reportSteps((url, user) => {
  let transport: StreamableHTTPClientTransport;
  let client: Client | undefined;
  return {
    async call(name) {
      if (client === undefined) {
        const fresh = new Client({ name: "sdk-v2", version: "1.0.0" });
        transport = new StreamableHTTPClientTransport(new URL(url), {
          authProvider: user as never,
        });
        await fresh.connect(transport);
        client = fresh;
      }
      return await textOf(await client.callTool({ name }));
    },
    finish: (callback) => transport.finishAuth(callback),
  };
});
