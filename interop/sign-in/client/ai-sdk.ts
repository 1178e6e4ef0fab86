// AI SDK's MCP client, which signs in.
import { auth, createMCPClient } from "@ai-sdk/mcp";
import { textOf } from "../../client/seen.ts";
import { reportSteps } from "./report-steps.ts";

await reportSteps((url, user) => {
  const authProvider = user as never;
  return {
    async call(name) {
      const client = await createMCPClient({ transport: { type: "http", url, authProvider } });
      const tools = await client.tools();
      return await textOf(
        await tools[name]?.execute({}, { toolCallId: "1", messages: [], context: {} }),
      );
    },
    async finish(callback) {
      await auth(authProvider, { serverUrl: url, authorizationCode: callback.get("code") ?? "" });
    },
  };
});
