import { createServer, ToolError } from "mortise";
import { z } from "zod";
import type { TicketApi } from "./ticket-api.ts";
import { Ticket } from "./ticket-api.ts";

/** Makes the server of the tickets; reads answer within ten seconds. */
export function createTicketServer(api: TicketApi) {
  return createServer({ name: "tickets", version: "0.1.0", timeout: "10s" })
    .tool(
      "search_tickets",
      {
        description: "Find tickets by words, newest first, a page at a time.",
        input: z.object({
          words: z.string().describe("e.g. login fails"),
          page: z.number().int().min(1).default(1).describe("the page; next of the one before"),
        }),
        output: z.object({ tickets: z.array(Ticket), next: z.number().nullable() }),
        annotations: { readOnlyHint: true, openWorldHint: true },
      },
      async ({ words, page }, { signal }) => {
        const { items, next } = await api.search({ words, page }, signal);
        return { tickets: items, next };
      },
    )
    .tool(
      "get_ticket",
      {
        description: "Read one ticket by its id.",
        input: z.object({ id: z.string().describe("e.g. T-17") }),
        output: Ticket,
        annotations: { readOnlyHint: true, openWorldHint: true },
      },
      async ({ id }, { signal }) => {
        const ticket = await api.find(id, signal);
        if (!ticket) throw new ToolError(`There is no ticket ${id}`, { code: "not_found" });
        return ticket;
      },
    );
}
