// #region server

import { createServer } from "mortise";
import { z } from "zod";
// #endregion

import assert from "node:assert/strict";
import { connect } from "mortise";

// #region server
const server = createServer({ name: "orders", version: "1.0.0" });

const chart = server.view("chart", {
  title: "Orders by month",
  html: `<!doctype html>
<p id="total">Waiting for orders</p>
<script>
  const send = (message) => parent.postMessage({ jsonrpc: "2.0", ...message }, "*");
  addEventListener("message", ({ source, data }) => {
    if (source !== parent) return;
    if (data.id === 1) send({ method: "ui/notifications/initialized", params: {} });
    if (data.method !== "ui/notifications/tool-result") return;
    document.getElementById("total").textContent = data.params.structuredContent.total + " orders";
  });
  const appInfo = { name: "chart", version: "1.0.0" };
  const params = { protocolVersion: "2026-01-26", appInfo, appCapabilities: {} };
  send({ id: 1, method: "ui/initialize", params });
</script>`,
  prefersBorder: true,
});

server
  .tool(
    "count_orders",
    {
      description:
        "Count the orders of one month. Hosts with views show a chart beside the number.",
      input: z.object({ month: z.iso.date().describe("its first day, such as 2026-11-01") }),
      output: z.object({ total: z.int() }),
      annotations: { readOnlyHint: true },
      ui: chart,
    },
    () => ({ total: 42 }),
  )
  .tool(
    "load_page",
    {
      description: "Load further orders into the chart.",
      input: z.object({ page: z.int().min(1).describe("counted from 1") }),
      output: z.object({ orders: z.array(z.string()) }),
      annotations: { readOnlyHint: true },
      ui: { view: chart, visibility: ["app"] },
    },
    () => ({ orders: [] }),
  );
// #endregion

await using client = await connect(server);
const [tool] = await client.listTools();
assert.deepEqual(tool?._meta?.["ui"], { resourceUri: "ui://orders/chart" });
const { contents } = await client.readResource(chart.uri);
assert.equal(contents[0]?.mimeType, "text/html;profile=mcp-app");
