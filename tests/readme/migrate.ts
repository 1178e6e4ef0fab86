import { convertServer } from "@mortise/migrate";

const server = `import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
const server = new McpServer({ name: "desk", version: "1.0.0" });
server.tool("ping", "Answers.", async () => ({ content: [{ type: "text", text: "pong" }] }));
`;

const { changed, findings, registrations } = convertServer({
  files: new Map([["server.ts", server]]),
  resolve: () => undefined, // finds the files that a file imports
});
process.stdout.write(changed.get("server.ts") ?? "");
process.stdout.write(
  `${registrations.converted} of ${registrations.found}, ${findings.length} left or different\n`,
);
