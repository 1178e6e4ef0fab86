import mortise = require("mortise");

import type { Client } from "mortise/client";

const server = mortise
  .createServer({ name: "common", version: "1.0.0" })
  .tool("add", { description: "Adds" }, () => ({ sum: 5 }));

export async function main(): Promise<void> {
  const client: Client<typeof server> = await mortise.connect(server);
  const { structured } = await client.callTool("add");
  process.stdout.write(`required ${structured?.sum}\n`);
  await client.close();
}

void main();

export { server };
