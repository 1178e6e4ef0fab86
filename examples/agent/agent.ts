import { createSupportAgent } from "./support-agent.ts";

const question = process.argv.slice(2).join(" ") || "What is the status of customer C-1042?";

await using agent = createSupportAgent();
for await (const event of agent.run(question)) {
  if (event.type === "tool-start") {
    process.stdout.write(`[Using tool: ${event.tool}(${JSON.stringify(event.args)})]\n`);
  }
  if (event.type === "text-delta") process.stdout.write(event.text);
}
process.stdout.write("\n");
