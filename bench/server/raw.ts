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

/** Answers a greeting: built from the parsed arguments and stringified, once for each call. */
function answerCall({ id, params }: Call): string {
  return JSON.stringify({
    jsonrpc: "2.0",
    id,
    result: {
      content: [{ type: "text", text: greeting(params.arguments.name) }],
      resultType: "complete",
      _meta: serverInfo,
    },
  });
}

/** Answers the list: the stored bytes behind the request's id. */
function answerList({ id }: Call): Buffer {
  return Buffer.concat([Buffer.from(`{"jsonrpc":"2.0","id":${id},"result":`), list, closing]);
}
const closing = Buffer.from("}");

function answer(text: string): string | Buffer {
  const call = JSON.parse(text) as Call;
  return call.method === "tools/list" ? answerList(call) : answerCall(call);
}

function serveHttp(): void {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = answer(Buffer.concat(chunks).toString());
      response.writeHead(200, {
        "content-type": "application/json",
        "content-length": Buffer.byteLength(body),
      });
      response.end(body);
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
    for (const line of lines) {
      process.stdout.write(answer(line));
      process.stdout.write("\n");
    }
  });
  reportReady();
}

if (transport === "http") serveHttp();
else serveStdio();
