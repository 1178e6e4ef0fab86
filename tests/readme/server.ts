import { createServer } from "@mortise/server";
import { z } from "zod";

const plans = new Map([["C-1042", "Pro"]]);

export const server = createServer({ name: "customers", version: "1.0.0" }).tool(
  "get_plan",
  {
    description: "The plan of one customer, e.g. C-1042",
    input: z.object({ id: z.string() }),
    annotations: { readOnlyHint: true },
  },
  ({ id }) => ({ plan: plans.get(id) ?? "none" }),
);

// Answers MCP over Streamable HTTP on any runtime with web-standard requests.
export const handle = (request: Request): Promise<Response> => server.fetch(request);
