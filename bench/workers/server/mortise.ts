// Ours, as a user writes it, with as many workers as the command line says.
import cluster from "node:cluster";
import { createServer, serve } from "mortise";
import { z } from "zod";
import { greeting } from "../../catalogue.ts";
import { reportReady } from "../../server/control.ts";
import { compute } from "../tool.ts";

const input = z.object({ name: z.string() });
const server = createServer({ name: "bench", version: "1.0.0" })
  .tool("greet", { description: "Greets.", input }, ({ name }) => greeting(name))
  .tool("compute", { description: "Computes, then greets.", input }, ({ name }) =>
    compute(name.length) === 0 ? "" : greeting(name),
  );

const options = { http: { port: 0, path: "/mcp" }, workers: Number(process.argv[2]) };
const running = await serve(server, options);
if (cluster.isPrimary) {
  const workers = Object.keys(cluster.workers ?? {}).length;
  reportReady(Number(new URL(running.url ?? "").port), {}, { workers });
}
