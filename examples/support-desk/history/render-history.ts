import type { CustomerHistory } from "./customer-history.ts";

/** Counts what a history holds, as a sentence names it. */
export function countHistory({ orders, invoices, tickets, messages }: CustomerHistory): string {
  const comments = tickets.reduce((sum, ticket) => sum + ticket.comments.length, 0);
  return [
    count(orders.length, "order"),
    count(invoices.length, "invoice"),
    `${count(tickets.length, "ticket")} with ${count(comments, "comment")}`,
    count(messages.length, "message"),
  ].join(", ");
}

/** Writes a history as Markdown. The words of people stand in code blocks, so that they stay text. */
export function renderHistory(history: CustomerHistory, { exportedAt }: { exportedAt: string }) {
  const { customer } = history;
  return [
    `# ${customer.name} (${customer.id})`,
    `${customer.company}, ${customer.email}. Plan ${customer.plan}, account ${customer.status}, customer since ${customer.created_at.slice(0, 10)}.`,
    `Exported ${exportedAt}: ${countHistory(history)}.`,
    ...renderOrders(history),
    ...renderInvoices(history),
    ...renderTickets(history),
    ...renderMessages(history),
    "",
  ].join("\n\n");
}

function renderOrders({ orders }: CustomerHistory): string[] {
  const rows = orders.map(({ id, placed_at, status, amount_cents, currency, items }) =>
    toRow([
      id,
      placed_at.slice(0, 10),
      status,
      toMoney(amount_cents, currency),
      items.map(({ name, quantity }) => `${quantity} × ${name}`).join(", "),
    ]),
  );
  return toTable("Orders", ["Order", "Placed", "Status", "Amount", "Items"], rows);
}

function renderInvoices({ invoices }: CustomerHistory): string[] {
  const rows = invoices.map((invoice) =>
    toRow([
      invoice.id,
      invoice.order_id,
      invoice.issued_at.slice(0, 10),
      invoice.status,
      toMoney(invoice.amount_cents, invoice.currency),
      toMoney(invoice.paid_cents, invoice.currency),
      toMoney(invoice.refunded_cents, invoice.currency),
    ]),
  );
  const head = ["Invoice", "Order", "Issued", "Status", "Due", "Paid", "Refunded"];
  return toTable("Invoices", head, rows);
}

function renderTickets({ tickets }: CustomerHistory): string[] {
  const parts = tickets.flatMap(({ id, title, status, priority, created_at, ...ticket }) => [
    `### ${id}: ${toLine(title)}`,
    `${status}, priority ${priority ?? "not set"}, opened ${created_at.slice(0, 10)}.`,
    toBlock(ticket.description),
    ...ticket.comments.flatMap((comment) => [
      `${toLine(comment.author)}, ${comment.created_at}:`,
      toBlock(comment.text),
    ]),
  ]);
  return ["## Tickets", ...(parts.length > 0 ? parts : ["None."])];
}

function renderMessages({ messages }: CustomerHistory): string[] {
  const parts = messages
    .flatMap(({ replies, ...message }) => [message, ...replies])
    .flatMap(({ author, sent_at, text }) => [`${toLine(author)}, ${sent_at}:`, toBlock(text)]);
  return ["## Conversation", ...(parts.length > 0 ? parts : ["None."])];
}

function toTable(title: string, head: readonly string[], rows: readonly string[]): string[] {
  if (rows.length === 0) return [`## ${title}`, "None."];
  return [`## ${title}`, [toRow(head), toRow(head.map(() => "---")), ...rows].join("\n")];
}

function toRow(cells: readonly string[]): string {
  return `| ${cells.map((cell) => toLine(cell).replaceAll("|", "\\|")).join(" | ")} |`;
}

function toLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}

/** The fence is longer than any in the text, which therefore cannot end it. */
function toBlock(text: string): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}text\n${text}\n${fence}`;
}

function toMoney(cents: number, currency: string): string {
  return `${(cents / 100).toFixed(2)} ${currency}`;
}

function count(size: number, noun: string): string {
  return `${size} ${noun}${size === 1 ? "" : "s"}`;
}
