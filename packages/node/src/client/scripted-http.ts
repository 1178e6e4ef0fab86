import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { JsonObject, JsonRpcRequest } from "@mortise/protocol";

/** One HTTP request that a {@link ScriptedHttp} got. */
export interface ScriptedExchange {
  readonly method: string;
  readonly headers: IncomingMessage["headers"];
  /** The JSON-RPC message of a POST. */
  readonly message: JsonRpcRequest;
  readonly response: ServerResponse;
  /** Answers with a JSON-RPC result. */
  result(result: JsonObject, headers?: Record<string, string>): void;
  /** Answers with a JSON-RPC error. */
  error(status: number, code: number, message?: string, data?: unknown): void;
  /** Answers with a status and a body that is no JSON-RPC. */
  plain(status: number, body?: string, type?: string): void;
  /** Begins an event stream; returns the way to write one event. */
  stream(): (event: { id?: string; retry?: number; data?: unknown }) => void;
}

/** An HTTP server whose every answer is written by the test. */
export interface ScriptedHttp extends AsyncDisposable {
  readonly url: string;
  /** What it got so far, such as `POST tools/call` or `GET`. */
  readonly log: string[];
}

/** Starts a server that answers each request with `script`. */
export async function startScriptedHttp(
  script: (exchange: ScriptedExchange) => void | Promise<void>,
): Promise<ScriptedHttp> {
  const log: string[] = [];
  const http = createServer(async (request, response) => {
    const exchange = await readExchange(request, response);
    log.push(`${exchange.method} ${exchange.message.method ?? ""}`.trim());
    await script(exchange);
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const { port } = http.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/mcp`,
    log,
    [Symbol.asyncDispose]: async () => {
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}

async function readExchange(
  request: IncomingMessage,
  response: ServerResponse,
): Promise<ScriptedExchange> {
  const chunks = (await request.toArray()) as Buffer[];
  const body = Buffer.concat(chunks).toString("utf8");
  const message = (body === "" ? {} : JSON.parse(body)) as JsonRpcRequest;
  const json = (status: number, value: object, headers?: Record<string, string>): void => {
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(JSON.stringify({ jsonrpc: "2.0", id: message.id, ...value }));
  };
  return {
    method: request.method ?? "",
    headers: request.headers,
    message,
    response,
    result: (result, headers) => json(200, { result }, headers),
    error: (status, code, text = "refused", data) =>
      json(status, { error: { code, message: text, ...(data !== undefined && { data }) } }),
    plain: (status, text = "", type = "text/plain") =>
      response.writeHead(status, { "content-type": type }).end(text),
    stream: () => {
      response.writeHead(200, { "content-type": "text/event-stream" }).flushHeaders();
      return ({ id, retry, data }) => {
        const lines = [
          ...(id === undefined ? [] : [`id: ${id}`]),
          ...(retry === undefined ? [] : [`retry: ${retry}`]),
          `data: ${data === undefined ? "" : JSON.stringify(data)}`,
        ];
        response.write(`${lines.join("\n")}\n\n`);
      };
    },
  };
}
