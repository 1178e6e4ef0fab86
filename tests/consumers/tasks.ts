import { createServer } from "mortise";
import { tasks } from "mortise/tasks";
import { z } from "zod";

export const working = createServer({
  name: "desk",
  version: "1.0.0",
  tasks: tasks({ database: "sqlite:desk.db" }),
}).tool(
  "export",
  { description: "Exports", input: z.object({ customer: z.string() }), task: { attempts: 2 } },
  async ({ customer }, context) => {
    await context.detach();
    return { customer };
  },
);
