import { randomUUID } from "node:crypto";
import { createServer, link, serve } from "mortise";
import { z } from "zod";

/** The exports of the last hour; on several machines, a bucket and its signed URLs. */
const exports = new Map<string, string>();

const server = createServer({ name: "exports", version: "1.0.0" })
  .tool(
    "export_orders",
    {
      description: "Export all orders of a year as CSV. Returns a link to the file and a summary.",
      input: z.object({ year: z.number().int() }),
    },
    ({ year }) => {
      const rows = Array.from({ length: 5_000 }, (_none, at) => `O-${at},${year},${at % 90}`);
      const id = randomUUID(); // cannot be guessed
      exports.set(id, `id,year,total\n${rows.join("\n")}\n`);
      setTimeout(() => exports.delete(id), 3_600_000).unref();
      return [
        `${rows.length} orders of ${year}; the file is kept for an hour.`,
        link(`exports://orders/${id}`, { name: `orders-${year}.csv`, mimeType: "text/csv" }),
      ];
    },
  )
  .resource(
    "exports://orders/{id}",
    { name: "export", description: "An export of orders.", mimeType: "text/csv" },
    ({ id }) => exports.get(id) ?? "The export is gone; call export_orders again.",
  );

await serve(server);
export default server;
