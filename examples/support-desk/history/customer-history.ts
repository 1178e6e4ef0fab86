import { readAnswer, readPages } from "./read-source.ts";
import type { Sources } from "./sources.ts";

/** How a part of a history is read. */
export interface ReadOptions {
  readonly signal: AbortSignal;
  /** Receives the part that was read so far, for the progress of the export. */
  readonly onRead?: (text: string) => void;
}

/** The longest pages that the servers give. */
const PAGE = { orders: 100, invoices: 100, tickets: 50, comments: 50, messages: 30 };

/** Everything that the four sources know of a customer. */
export interface CustomerHistory {
  readonly customer: Awaited<ReturnType<typeof readCustomer>>;
  readonly orders: Awaited<ReturnType<typeof readOrders>>;
  readonly invoices: Awaited<ReturnType<typeof readInvoices>>;
  readonly tickets: Awaited<ReturnType<typeof readTickets>>;
  readonly messages: Awaited<ReturnType<typeof readMessages>>;
}

/** Reads the account of a customer; an unknown id is refused by the source. */
export async function readCustomer(
  { customers }: Sources,
  customer_id: string,
  { signal }: ReadOptions,
) {
  const result = await customers.callTool("get_customer", { customer_id }, { signal });
  return readAnswer("Customers", result);
}

/** Reads every order, with its shipment. */
export function readOrders(
  { billing }: Sources,
  customer_id: string,
  { signal, onRead }: ReadOptions,
) {
  return readPages(
    async (cursor) => {
      const input = { customer_id, limit: PAGE.orders, ...cursor };
      return readAnswer("Orders", await billing.callTool("list_orders", input, { signal }));
    },
    ({ orders }) => orders,
    (count) => onRead?.(`${count} orders`),
  );
}

/** Reads every invoice, with its payments. */
export function readInvoices(
  { billing }: Sources,
  customer_id: string,
  { signal, onRead }: ReadOptions,
) {
  return readPages(
    async (cursor) => {
      const input = { customer_id, limit: PAGE.invoices, ...cursor };
      return readAnswer("Invoices", await billing.callTool("list_invoices", input, { signal }));
    },
    ({ invoices }) => invoices,
    (count) => onRead?.(`${count} invoices`),
  );
}

/** Reads every ticket with its report and its whole discussion, one ticket after the other. */
export async function readTickets(
  { tickets }: Sources,
  customer_id: string,
  { signal, onRead }: ReadOptions,
) {
  const found = await readPages(
    async (cursor) => {
      const input = { customer_id, limit: PAGE.tickets, ...cursor };
      return readAnswer("Tickets", await tickets.callTool("search_tickets", input, { signal }));
    },
    (page) => page.tickets,
  );
  const read = async (ticket_id: string) => {
    const result = await tickets.callTool("get_ticket", { ticket_id }, { signal });
    const comments = await readPages(
      async (cursor) => {
        const input = { ticket_id, limit: PAGE.comments, ...cursor };
        const page = await tickets.callTool("list_ticket_comments", input, { signal });
        return readAnswer(`Comments of ${ticket_id}`, page);
      },
      (page) => page.comments,
    );
    return { ...readAnswer(`Ticket ${ticket_id}`, result), comments: comments.reverse() };
  };
  const whole: Awaited<ReturnType<typeof read>>[] = [];
  for (const { id } of found) {
    whole.push(await read(id));
    onRead?.(`${whole.length} of ${found.length} tickets`);
  }
  return whole;
}

/** Reads what was said in Slack, the oldest first, each message with its thread. */
export async function readMessages(
  { conversations }: Sources,
  customer_id: string,
  { signal, onRead }: ReadOptions,
) {
  const messages = await readPages(
    async (cursor) => {
      const input = { customer_id, limit: PAGE.messages, ...cursor };
      const page = await conversations.callTool("get_customer_conversation", input, { signal });
      return readAnswer("Conversation", page);
    },
    (page) => page.messages,
    (count) => onRead?.(`${count} messages`),
  );
  return messages.reverse();
}
