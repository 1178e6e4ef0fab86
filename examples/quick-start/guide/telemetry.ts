import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { exporter } from "./telemetry-setup.ts";

const shop = createHttpServer((_request, response) => response.end('{"state":"sent"}'));
shop.listen(0, "127.0.0.1");
await once(shop, "listening");
const shopUrl = `http://127.0.0.1:${(shop.address() as AddressInfo).port}`;

// #region server
import { createServer, listen } from "mortise";
import { z } from "zod";

const server = createServer({ name: "orders", version: "1.0.0" }).tool(
  "find_order",
  { description: "Where an order is.", input: z.object({ id: z.string() }) },
  async ({ id }, { fetch }) => {
    const response = await fetch(`${shopUrl}/orders/${id}`); // carries the trace on
    return response.json();
  },
);

await using listening = await listen(server, { port: 0 });

// #endregion

import { connect } from "mortise/client";

await using client = await connect(listening.url);
await client.callTool("find_order", { id: "7" });
await client.close();
const spans = exporter.getFinishedSpans();
const named = (name: string) => spans.filter((span) => span.name === name);
const [answered, sent] = named("tools/call find_order");
const [fetched] = named("GET");
assert.ok(sent && answered && fetched);
assert.equal(answered.parentSpanContext?.spanId, sent.spanContext().spanId);
assert.equal(fetched.parentSpanContext?.spanId, answered.spanContext().spanId);
assert.equal(fetched.spanContext().traceId, sent.spanContext().traceId);
assert.equal(answered.attributes["gen_ai.tool.call.arguments"], undefined);

// #region options
import { openTelemetry } from "mortise/telemetry";

const telemetry = openTelemetry({ recordArguments: true, recordResults: true });
const verbose = createServer({ name: "orders", version: "1.0.0", telemetry });
// #endregion

verbose.tool("echo", { description: "Echoes." }, (input) => input);
await using second = await listen(verbose, { port: 0 });
await using talkative = await connect(second.url);
await talkative.callTool("echo", { word: "yes" });
const echoed = exporter
  .getFinishedSpans()
  .find((span) => span.attributes["gen_ai.tool.call.result"]);
assert.equal(echoed?.attributes["gen_ai.tool.call.arguments"], '{"word":"yes"}');
await talkative.close();
shop.close();
shop.closeAllConnections();

const exports: { customer: string; trace: TraceReference | undefined }[] = [];
const writeExport = async (customer: string) => `${customer}.csv`;

// #region work
import type { TraceReference } from "mortise/telemetry";

// In the request: the span that creates the work. Its reference is JSON, so it may go into a row.
telemetry.span("create export", { kind: "producer" }, ({ reference }) => {
  exports.push({ customer: "C-1042", trace: reference });
});

// Later, perhaps in another process: the span that does it, in a trace of its own, linked to the first.
for (const { customer, trace } of exports) {
  await telemetry.span("run export", { kind: "consumer", links: [trace] }, () =>
    writeExport(customer),
  );
}

const created = telemetry.meter.counter("exports.created", { unit: "{export}" });
created.add(1, { format: "csv" });
const stop = telemetry.meter.gauge("exports.waiting", (report) => report(exports.length));
// #endregion

stop();
const [producer, consumer] = exporter.getFinishedSpans().slice(-2);
assert.equal(consumer?.links[0]?.context.spanId, producer?.spanContext().spanId);
