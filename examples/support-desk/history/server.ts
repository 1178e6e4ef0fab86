import process from "node:process";
import { createServer, serve } from "mortise";
import { tasks } from "mortise/tasks";
import { z } from "zod";
import {
  readCustomer,
  readInvoices,
  readMessages,
  readOrders,
  readTickets,
} from "./customer-history.ts";
import { ExportStore } from "./export-store.ts";
import { countHistory, renderHistory } from "./render-history.ts";
import { createSourceConnections } from "./sources.ts";

const sources = createSourceConnections(process.env);
const exports = new ExportStore(process.env["HISTORY_FOLDER"] || ".mortise/exports");

const server = createServer({
  name: "history",
  title: "Customer history",
  version: "1.0.0",
  description: "Everything Halyard knows of a customer, in one document.",
  tasks: tasks({ database: process.env["TASKS_DATABASE"] || undefined }),
})
  .tool(
    "export_customer_history",
    {
      title: "Export a customer's history",
      description:
        "Write one document with everything about one customer: account, orders, invoices, tickets with their comments, and the Slack conversation. It takes minutes, and the user is asked before anything is written. For a single question use the other tools.",
      input: z.object({
        customer_id: z.string().trim().min(1).max(100).describe("The customer's id, e.g. C-1042"),
      }),
      output: z.object({
        uri: z.string().nullable().describe("Where the document is read; null if it was refused"),
        holds: z.string().describe("The counts of its parts"),
      }),
      annotations: { readOnlyHint: false, destructiveHint: false, openWorldHint: true },
      task: { ttl: "24h", attempts: 5, revision: "1" },
    },
    async ({ customer_id }, { elicit, progress, signal, step }) => {
      const from = await sources.open();
      const reading = (part: number) => ({
        signal,
        onRead: (text: string) => progress(part, PARTS, `Read ${text}`),
      });
      // Each part is on record once it is read: another attempt, in another process too, goes on behind it.
      const customer = await step("customer", () => readCustomer(from, customer_id, reading(0)));
      const orders = await step("orders", () => readOrders(from, customer.id, reading(1)));
      const invoices = await step("invoices", () => readInvoices(from, customer.id, reading(2)));
      const tickets = await step("tickets", () => readTickets(from, customer.id, reading(3)));
      const messages = await step("messages", () => readMessages(from, customer.id, reading(4)));
      const history = { customer, orders, invoices, tickets, messages };
      const holds = countHistory(history);
      const answer = await elicit("approval", {
        message: `The history of ${customer.name} (${customer.id}) holds ${holds}. Write it to a document?`,
        schema: z.object({
          include_conversation: z
            .boolean()
            .default(true)
            .describe("Whether the Slack conversation is written too"),
        }),
      });
      if (answer.action !== "accept") return { uri: null, holds: "Nothing: it was not approved." };
      const written = answer.content.include_conversation ? history : { ...history, messages: [] };
      const exportedAt = await step("moment", () => new Date().toISOString());
      const name = exports.nameOf(customer.id, exportedAt);
      await step("document", () => exports.write(name, renderHistory(written, { exportedAt })));
      progress(PARTS, PARTS, "Written");
      return { uri: `history://exports/${name}`, holds: countHistory(written) };
    },
  )
  .resource(
    "history://exports/{name}",
    {
      title: "An exported history",
      description: "A document that export_customer_history has written.",
      mimeType: "text/markdown",
      list: async () =>
        (await exports.list()).map((name) => ({ uri: `history://exports/${name}`, name })),
    },
    ({ name }) => exports.read(name),
  );

/** Five sources and the document. */
const PARTS = 6;

await serve(server, { onClose: sources.close });
export default server;
