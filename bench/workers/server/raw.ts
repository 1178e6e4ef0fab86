// The limit: node:http in as many processes of node:cluster as the command line says.
import cluster from "node:cluster";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { greeting } from "../../catalogue.ts";
import { reportReady } from "../../server/control.ts";
import { compute } from "../tool.ts";

interface Call {
  id: number;
  params: { name: string; arguments: { name: string } };
}

const server = createServer((request, response) => {
  let body = "";
  request.setEncoding("utf8").on("data", (chunk: string) => {
    body += chunk;
  });
  request.on("end", () => {
    const { id, params } = JSON.parse(body) as Call;
    const { name } = params.arguments;
    const isBusy = params.name === "compute" && compute(name.length) === 0;
    const content = [{ type: "text", text: isBusy ? "" : greeting(name) }];
    const text = JSON.stringify({ jsonrpc: "2.0", id, result: { content } });
    response.writeHead(200, {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(text),
    });
    response.end(text);
  });
});

const workers = Number(process.argv[2]);
if (cluster.isPrimary && workers > 1) {
  const forked = Array.from({ length: workers }, () => cluster.fork());
  const listening = await Promise.all(
    forked.map(async (worker) => (await once(worker, "listening")) as [AddressInfo]),
  );
  // The processes that serve end with this one, whose channel they are on.
  reportReady(listening[0]?.[0].port, {}, { workers });
} else {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  if (cluster.isPrimary) reportReady((server.address() as AddressInfo).port, {}, { workers: 0 });
}
