import process from "node:process";
import { createServer, image, serve } from "mortise";
import { z } from "zod";
import { drawBars, encodePng } from "../chart/index.ts";
import type { CustomerOrder } from "../database/index.ts";
import { CustomerStore, createCustomerDatabase } from "../database/index.ts";

const database = createCustomerDatabase(process.env["DATABASE_URL"]);
const customers = new CustomerStore(database.open);

const grouping = z.enum(["month", "product"]);
const NEWEST = 50;

const server = createServer({
  name: "charts",
  title: "Charts",
  version: "1.0.0",
  description: "Pictures of what Halyard's customers order.",
  timeout: "10s",
}).tool(
  "chart_orders",
  {
    title: "Chart a customer's orders",
    description: `Draw what one customer ordered, over the newest ${NEWEST} orders, as a picture with its numbers. The user is asked for a grouping that is left out.`,
    input: z.object({
      customer_id: z.string().trim().min(1).max(200).describe("The customer's id, e.g. C-1042"),
      by: grouping.optional().describe("Money for each month, or pieces of each product"),
    }),
    annotations: { readOnlyHint: true, openWorldHint: false },
  },
  async ({ customer_id, by }, ctx) => {
    // An unknown customer is refused before the user is asked anything.
    const { id, name } = await customers.get(customer_id, ctx.signal);
    let chosen = by;
    if (chosen === undefined) {
      const answer = await ctx.elicit("grouping", {
        message: `How should the orders of ${name} be grouped?`,
        schema: z.object({ by: grouping.default("month").describe("The meaning of a bar") }),
      });
      if (answer.action !== "accept") return "No chart was drawn: the grouping was not chosen.";
      chosen = answer.content.by;
    }
    const { entries } = await customers.orders(id, { limit: NEWEST }, ctx.signal);
    const bars = chosen === "month" ? sumByMonth(entries) : countByProduct(entries);
    const picture = encodePng(drawBars(bars.map(({ size }) => size)));
    const rows = bars.map(({ label, size }) => `${label}: ${size}`);
    return [
      `Orders of ${name} (${id}) by ${chosen}\n${rows.join("\n")}`,
      image(picture, "image/png"),
    ];
  },
);

interface Bar {
  readonly label: string;
  readonly size: number;
}

/** The money of each month, in whole units of the currency. */
function sumByMonth(orders: readonly CustomerOrder[]): Bar[] {
  return addUp(
    orders.map((order) => ({ label: order.placed_at.slice(0, 7), size: order.amount_cents / 100 })),
  );
}

/** How many pieces of each product. */
function countByProduct(orders: readonly CustomerOrder[]): Bar[] {
  return addUp(
    orders.flatMap(({ items }) =>
      items.map(({ name, quantity }) => ({ label: name, size: quantity })),
    ),
  );
}

function addUp(bars: readonly Bar[]): Bar[] {
  const sums = new Map<string, number>();
  for (const { label, size } of bars) sums.set(label, (sums.get(label) ?? 0) + size);
  return [...sums]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([label, size]) => ({ label, size: Math.round(size * 100) / 100 }));
}

await serve(server, { onClose: database.close });
export default server;
