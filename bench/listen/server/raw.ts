// The limit: node:http with a set of open responses, and the bytes a change has on the wire.
import type { ServerResponse } from "node:http";
import { createServer } from "node:http";
import { listen } from "../../server/control.ts";
import { acknowledgement, change, resource } from "../message.ts";

const open = new Map<ServerResponse, string>();

function write(response: ServerResponse, method: string, params: string, id: string): void {
  const meta = `"_meta":{"io.modelcontextprotocol/subscriptionId":${id}}`;
  response.write(`data: {"jsonrpc":"2.0","method":${method},"params":{${params},${meta}}}\n\n`);
}

const server = createServer((request, response) => {
  let body = "";
  request.setEncoding("utf8").on("data", (chunk: string) => {
    body += chunk;
  });
  request.on("end", () => {
    const { id } = JSON.parse(body) as { id: number };
    response.writeHead(200, { "content-type": "text/event-stream" });
    open.set(response, String(id));
    response.once("close", () => open.delete(response));
    write(response, acknowledgement, `"notifications":{}`, String(id));
  });
});

listen(server, {
  change: () => {
    for (const [response, id] of open) write(response, change, `"uri":"${resource}"`, id);
  },
});
