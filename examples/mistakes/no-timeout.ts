import { createServer, serve, ToolError } from "mortise";
import { z } from "zod";

const { TICKETS_URL = "http://127.0.0.1:8080" } = process.env;
const tickets = z.array(z.object({ id: z.string(), title: z.string() }));

const server = createServer({ name: "slow-tickets", version: "1.0.0" }).tool(
  "get_open_tickets",
  {
    description: "List the open support tickets of one customer, newest first.",
    input: z.object({ customer_id: z.string().describe("e.g. C-1042") }),
    output: z.object({ tickets }),
    annotations: { readOnlyHint: true },
  },
  async ({ customer_id }) => {
    // The mistake: the request has no signal, so a service that hangs keeps it open.
    const response = await fetch(
      `${TICKETS_URL}/tickets?customer=${encodeURIComponent(customer_id)}`,
      { headers: { accept: "application/json" } },
    );
    if (!response.ok) throw new ToolError("The ticket service refused the request");
    return { tickets: tickets.parse(await response.json()) };
  },
);

await serve(server);
export default server;
