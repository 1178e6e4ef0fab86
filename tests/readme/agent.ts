import { createAgent } from "@mortise/agent";
import { server } from "./server.ts";

await using agent = createAgent({
  model: "offline", // or "anthropic/…", "openai/…", "google/…", { baseURL, model }
  servers: { customers: server }, // or the URL of a server
  limits: { steps: 5 },
});

for await (const event of agent.run("Which plan does customer C-1042 have?")) {
  if (event.type === "tool-start") process.stdout.write(`[${event.tool}]\n`);
  if (event.type === "text-delta") process.stdout.write(event.text);
}
