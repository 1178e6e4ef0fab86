import { createServer } from "mortise";
import { z } from "zod";

/** A server with one view, whose page is `html`, and tools of every visibility. */
export function createDesk(html: string) {
  const server = createServer({ name: "desk", version: "1.0.0" });
  const orders = server.view("orders", { html });
  return server
    .resource("desk://orders/1", { name: "order", mimeType: "text/plain" }, () => "one order")
    .tool(
      "show_orders",
      {
        description: "Show the orders of a month.",
        input: z.object({ month: z.string().describe("such as 2026-11") }),
        output: z.object({ total: z.int() }),
        annotations: { readOnlyHint: true },
        ui: orders,
      },
      ({ month }) => ({ total: month.length }),
    )
    .tool(
      "load_page",
      {
        description: "Load a page of orders.",
        input: z.object({ page: z.int().min(1).describe("counted from 1") }),
        output: z.object({ orders: z.array(z.string()) }),
        annotations: { readOnlyHint: true },
        ui: { view: orders, visibility: ["app"] },
      },
      ({ page }) => ({ orders: [`order ${page}`] }),
    )
    .tool(
      "wait",
      { description: "Wait until the caller leaves.", annotations: { readOnlyHint: true } },
      (_input, { signal }) =>
        new Promise<string>((resolve) => {
          signal.addEventListener("abort", () => resolve("left"));
        }),
    );
}

/** The server whose view the tests open. */
export type DeskServer = ReturnType<typeof createDesk>;
