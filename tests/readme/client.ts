import { connect } from "@mortise/client";
import { server } from "./server.ts";

// A URL, such as "https://example.com/mcp", or a server object of this process.
await using client = await connect(server);

for (const { name, description } of await client.listTools()) {
  process.stdout.write(`${name}: ${description}\n`);
}
const { structured } = await client.callTool("get_plan", { id: "C-1042" });
process.stdout.write(`${structured?.plan}\n`); // Pro
