import { connect } from "@mortise/node";
import { createServer } from "@mortise/server";
import { tasks } from "@mortise/tasks";
import { z } from "zod";

const server = createServer({ name: "post", version: "1.0.0", tasks: tasks() }).tool(
  "write_letters",
  {
    description: "Writes a letter to each customer",
    input: z.object({ customers: z.array(z.string()) }),
    task: { attempts: 5, ttl: "2h" },
  },
  async ({ customers }, ctx) => {
    for (const [index, name] of customers.entries()) {
      // A step happens once, whatever happens to the process behind it.
      await ctx.step(name, () => process.stdout.write(`Hello ${name}\n`));
      ctx.progress(index + 1, customers.length, `${index + 1} letters written`);
    }
    return `${customers.length} letters`;
  },
);

await using client = await connect(server);
await client.callTool("write_letters", { customers: ["Ann", "Ben"] });
await client.close();
await server.close(); // running tasks are handed back
