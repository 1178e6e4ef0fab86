import { connect, listen } from "@mortise/node";
import { server } from "./server.ts";

await using listening = await listen(server, { port: 0 });

// A URL, a server object, or a process: { command: "npx", args: ["some-mcp-server"] }.
await using client = await connect<typeof server>(listening.url);
const { structured } = await client.callTool("get_plan", { id: "C-1042" });
process.stdout.write(`${structured?.plan}\n`); // Pro
