import { createServer, image, rateLimit, ToolError } from "mortise";
import { z } from "zod";

export const server = createServer({ name: "shop", version: "1.0.0" })
  .tool(
    "get_customer",
    {
      description: "Looks up one customer",
      input: z.object({ id: z.string(), depth: z.number().default(1) }),
      output: z.object({ name: z.string(), status: z.enum(["active", "closed"]) }),
      annotations: { readOnlyHint: true },
    },
    ({ id }, context) => {
      context.log.info("looking");
      if (id === "none") throw new ToolError("No such customer", { code: "not_found" });
      return { name: id, status: "active" };
    },
  )
  .tool("count", { description: "Counts" }, () => ({ n: 1 }))
  .tool("draw", { description: "Draws" }, () => image("", "image/png"))
  .resource("docs://guide", { description: "The guide" }, () => "text")
  .resource("customers://{id}/notes", { description: "Notes" }, ({ id }) => `about ${id}`)
  .prompt(
    "summarize",
    { input: z.object({ topic: z.string(), length: z.enum(["short", "long"]).optional() }) },
    ({ topic }) => `Summarize ${topic}`,
  )
  .use(rateLimit({ limit: 1000, window: "1m" }));
