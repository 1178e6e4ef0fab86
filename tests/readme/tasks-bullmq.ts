import { connect } from "@mortise/node";
import { createServer } from "@mortise/server";
import { tasks } from "@mortise/tasks";
import { bullTaskEngine } from "@mortise/tasks-bullmq";
import { z } from "zod";

const engine = bullTaskEngine({ url: process.env["REDIS_URL"] ?? "redis://127.0.0.1:6379" });
const server = createServer({ name: "post", version: "1.0.0", tasks: tasks({ engine }) }).tool(
  "write_letter",
  {
    description: "Writes a letter to a customer",
    input: z.object({ customer: z.string() }),
    task: { attempts: 5, ttl: "2h" },
  },
  async ({ customer }, ctx) => ctx.step("write", () => `Hello ${customer}`),
);

await using client = await connect(server);
const { text } = await client.callTool("write_letter", { customer: "Ann" });
process.stdout.write(`${text}\n`);
await client.close();
await server.close(); // running tasks are handed back
