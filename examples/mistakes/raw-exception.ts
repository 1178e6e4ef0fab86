import { readFile } from "node:fs/promises";
import { createServer, serve } from "mortise";
import { z } from "zod";

const server = createServer({ name: "raw-orders", version: "1.0.0" }).tool(
  "get_order_note",
  {
    description: "Read the note that a colleague left on an order.",
    input: z.object({
      order_id: z
        .string()
        .regex(/^O-\d+$/)
        .describe("e.g. O-7001"),
    }),
    output: z.object({ note: z.string() }),
    annotations: { readOnlyHint: true },
  },
  async ({ order_id }) => {
    try {
      return { note: await readFile(`${import.meta.dirname}/notes/${order_id}.txt`, "utf8") };
    } catch (error) {
      // The mistake: the model reads a stack with paths of the server.
      return { note: error instanceof Error ? `${error.stack}` : "" };
    }
  },
);

await serve(server);
export default server;
