/** One instance of a server with tasks, until it is killed: `node instance-process.ts <url> <namespace>`. */
import { tasks } from "@mortise/tasks";
import { createServer, listen } from "mortise";
import { z } from "zod";

const [database = "", namespace = ""] = process.argv.slice(2);
const server = createServer({
  name: "desk",
  version: "1.0.0",
  log: () => undefined,
  tasks: tasks({ database, namespace, parkAfterMs: 1, leaseMs: 3_000 }),
}).tool("ask", { description: "Waits for an answer.", task: true }, async (_input, ctx) => {
  const { action } = await ctx.elicit("q", { message: "Go on?", schema: z.object({}) });
  return action;
});
process.once("disconnect", () => process.exit());
const { url } = await listen(server, { port: 0 });
process.send?.(url);
