import { createServer, serve } from "mortise";
import { tasks } from "mortise/tasks";
import { z } from "zod";
import { collectOrders, writeReport } from "./report.ts";

const server = createServer({
  name: "reports",
  version: "0.1.0",
  // Without DATABASE_URL, tasks are kept in .mortise/tasks.db beside this file's working directory.
  tasks: tasks({ database: process.env["DATABASE_URL"] }),
}).tool(
  "write_report",
  {
    description: "Write the report of a quarter. It takes a while, and asks before it writes.",
    input: z.object({ quarter: z.enum(["Q1", "Q2", "Q3", "Q4"]) }),
    output: z.object({ orders: z.number(), file: z.string().nullable() }),
    annotations: { readOnlyHint: false, destructiveHint: false },
    task: { attempts: 3, timeout: "10m" },
  },
  async ({ quarter }, ctx) => {
    // The result of a step is stored: after a crash the handler begins anew, and the step is not done again.
    const orders = await ctx.step("collect", () => collectOrders(quarter, ctx.signal));
    ctx.progress(1, 2, `${orders.length} orders are collected`);
    const answer = await ctx.elicit("approve", {
      message: `Write the report of ${quarter} with ${orders.length} orders?`,
      schema: z.object({ approve: z.boolean() }),
    });
    if (answer.action !== "accept" || !answer.content.approve) {
      return { orders: orders.length, file: null };
    }
    const file = await ctx.step("write", () => writeReport(quarter, orders));
    ctx.progress(2, 2, "the report is written");
    return { orders: orders.length, file };
  },
);

await serve(server); // stdio, or HTTP with --http
export default server;
