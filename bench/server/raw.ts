// The limit: what node:http, or a newline splitter, costs with no protocol at all. The body is
// read and parsed and the answer has the same bytes an MCP server sends, but nothing is checked.
import { createServer } from "node:http";
import { z } from "zod";
import { createCatalogue, greeting } from "../catalogue.ts";
import { listen, readSetting, reportReady } from "./control.ts";

interface Call {
  id: number;
  method: string;
  params: { arguments: { name: string } };
}

const { transport, tools } = readSetting();
const serverInfo = { "io.modelcontextprotocol/serverInfo": { name: "bench", version: "1.0.0" } };
const list = Buffer.from(
  JSON.stringify({
    tools: createCatalogue(tools).map(({ name, description, input }) => ({
      name,
      description,
      inputSchema: z.toJSONSchema(input, { io: "input" }),
    })),
    ttlMs: 0,
    cacheScope: "private",
    resultType: "complete",
    _meta: serverInfo,
  }),
);

/** The parts an answer is written in; a list is its stored bytes behind the request's id. */
function answer(text: string): (string | Buffer)[] {
  const { id, method, params } = JSON.parse(text) as Call;
  if (method === "tools/list") return [`{"jsonrpc":"2.0","id":${id},"result":`, list, "}"];
  const result = {
    content: [{ type: "text", text: greeting(params.arguments.name) }],
    resultType: "complete",
    _meta: serverInfo,
  };
  return [JSON.stringify({ jsonrpc: "2.0", id, result })];
}

function serveHttp(): void {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const parts = answer(Buffer.concat(chunks).toString());
      const last = parts.pop();
      response.writeHead(200, {
        "content-type": "application/json",
        "content-length": [...parts, last ?? ""].reduce(
          (sum, part) => sum + Buffer.byteLength(part),
          0,
        ),
      });
      for (const part of parts) response.write(part);
      response.end(last);
    });
  });
  listen(server);
}

function serveStdio(): void {
  let rest = "";
  process.stdin.setEncoding("utf8");
  process.stdin.on("data", (chunk: string) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    process.stdout.cork();
    for (const line of lines) {
      for (const part of answer(line)) process.stdout.write(part);
      process.stdout.write("\n");
    }
    process.stdout.uncork();
  });
  reportReady();
}

if (transport === "http") serveHttp();
else serveStdio();
