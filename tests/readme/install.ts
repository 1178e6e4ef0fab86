import { describeDiff, findClient, findValues, planInstall, planRemoval } from "@mortise/install";

const client = findClient("cursor");
const file = new TextEncoder().encode('{ "mcpServers": {} } // mine\n');
const entry = {
  kind: "process",
  command: "/usr/bin/node",
  args: ["/srv/desk/server.js"],
  env: { API_KEY: "secret" },
  references: [],
} as const;

const plan = planInstall(file, { client, name: "desk", entry, scope: "user" });
process.stdout.write(describeDiff("mcp.json", plan, findValues(plan.after, client)));

const { after } = planRemoval(plan.after, { client, name: "desk" });
process.stdout.write(new TextDecoder().decode(after)); // { "mcpServers": {} } // mine
