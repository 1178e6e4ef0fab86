import { createAgent } from "mortise/agent";
import server from "./server.ts";

await using agent = createAgent({
  servers: { customers: server }, // or { command, args }, or a URL
  instructions: "You are a support agent. Answer from the tools.",
});

for await (const event of agent.run("What is the status of customer C-1042?")) {
  if (event.type === "tool-start") {
    process.stdout.write(`[Using tool: ${event.tool}(${JSON.stringify(event.args)})]\n`);
  }
  if (event.type === "text-delta") process.stdout.write(event.text);
}
process.stdout.write("\n");
