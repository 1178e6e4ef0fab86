// The limit: node:http, or a newline splitter, without a protocol. The body is read and parsed, and the
// answer has the bytes of an MCP server's, but nothing is checked.
import type { ServerResponse } from "node:http";
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
  }),
);

/** Answers a call: the greeting built from the parsed arguments, and stringified. */
function answerCall({ id, params }: Call): string {
  const result = {
    content: [{ type: "text", text: greeting(params.arguments.name) }],
    resultType: "complete",
  };
  return JSON.stringify({ jsonrpc: "2.0", id, result });
}

/** Returns the start of an answer before the stored list; a brace closes it. */
function openList({ id }: Call): string {
  return `{"jsonrpc":"2.0","id":${id},"result":`;
}

function answerHttp(call: Call, response: ServerResponse): void {
  const text = call.method === "tools/list" ? openList(call) : answerCall(call);
  const stored = call.method === "tools/list" ? list.length + 1 : 0;
  response.writeHead(200, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text) + stored,
  });
  if (stored === 0) {
    response.end(text);
    return;
  }
  response.write(text);
  response.write(list);
  response.end("}");
}

function serveHttp(): void {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
      answerHttp(JSON.parse(String(body)) as Call, response);
    });
  });
  listen(server);
}

/** Answers every line of a chunk with one write. */
function serveStdio(): void {
  let rest = "";
  process.stdin.setEncoding("utf8");
  process.stdin.on("data", (chunk: string) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    let text = "";
    process.stdout.cork();
    for (const line of lines) {
      const call = JSON.parse(line) as Call;
      if (call.method === "tools/list") {
        process.stdout.write(text + openList(call));
        process.stdout.write(list);
        text = "}\n";
      } else {
        text += `${answerCall(call)}\n`;
      }
    }
    process.stdout.write(text);
    process.stdout.uncork();
  });
  reportReady();
}

if (transport === "http") serveHttp();
else serveStdio();
