import { greeting } from "../catalogue.ts";
import type { Body } from "./body.ts";

/** The two requests that are measured. */
export type Method = "tools/call" | "tools/list";

/** The protocol revision of a contender. */
export type Revision = "2026-07-28" | "2025-11-25";

/** Ids all have seven digits, so that every answer to one method has the same length. */
export const firstId = 1_000_000;

const clientInfo = { name: "bench", version: "1.0.0" };

/** Returns a function that writes one JSON-RPC request for an id, as cheaply as a template. */
export function createMessageWriter(method: Method, revision: Revision): (id: number) => string {
  const meta =
    revision === "2025-11-25"
      ? {}
      : {
          _meta: {
            "io.modelcontextprotocol/protocolVersion": revision,
            "io.modelcontextprotocol/clientInfo": clientInfo,
            "io.modelcontextprotocol/clientCapabilities": {},
          },
        };
  const params =
    method === "tools/call" ? { name: "greet", arguments: { name: "guest $ID" }, ...meta } : meta;
  const text = JSON.stringify({ jsonrpc: "2.0", id: "$ID", method, params });
  const [start = "", ...rest] = text.replace('"$ID"', "$ID").split("$ID");
  const [middle = "", end] = rest;
  return end === undefined
    ? (id) => `${start}${id}${middle}`
    : (id) => `${start}${id}${middle}${id}${end}`;
}

/** The parts of an HTTP head that differ between contenders. */
export interface HeadOptions {
  readonly method: Method;
  readonly revision: Revision;
  readonly port: number;
  readonly sessionId?: string | undefined;
  readonly token?: string | undefined;
}

/** Returns the request's HTTP head up to its length, with the headers that the revision requires. */
export function createHead({ method, revision, port, sessionId, token }: HeadOptions): string {
  const headers = [
    `POST /mcp HTTP/1.1`,
    `Host: 127.0.0.1:${port}`,
    "Content-Type: application/json",
    "Accept: application/json, text/event-stream",
    `MCP-Protocol-Version: ${revision}`,
  ];
  if (token !== undefined) headers.push(`Authorization: Bearer ${token}`);
  if (sessionId !== undefined) headers.push(`Mcp-Session-Id: ${sessionId}`);
  if (revision !== "2025-11-25") {
    headers.push(`Mcp-Method: ${method}`);
    if (method === "tools/call") headers.push("Mcp-Name: greet");
  }
  return `${headers.join("\r\n")}\r\nContent-Length: `;
}

/** The handshake a stdio server of the older revision waits for. */
export const handshake: { request: string; notification: string } = {
  request: JSON.stringify({
    jsonrpc: "2.0",
    id: firstId - 1,
    method: "initialize",
    params: { protocolVersion: "2025-11-25", capabilities: {}, clientInfo },
  }),
  notification: JSON.stringify({ jsonrpc: "2.0", method: "notifications/initialized" }),
};

/**
 * Returns a check for answers to one method: it throws unless the answer is the right one.
 * The first answer is parsed and read in full; the following ones must have its length, which
 * differs as soon as an id, a word or a tool is missing, and carry their own greeting.
 */
export function createCheck(method: Method, tools: number): (id: number, body: Body) => void {
  let length: number | undefined;
  return (id, body) => {
    if (length === undefined) {
      checkFully(method, tools, id, body);
      length = body.length;
    }
    const right =
      body.length === length && (method === "tools/list" || body.includes(greeting(`guest ${id}`)));
    if (!right) throw new Error(`Wrong answer to ${method} ${id}: ${body.excerpt()}`);
  };
}

interface Answer {
  id: number;
  result?: { content?: { text: string }[]; isError?: boolean; tools?: { name: string }[] };
}

function checkFully(method: Method, tools: number, id: number, body: Body): void {
  const text = body.join().toString();
  const event = /^data: (.*)$/m.exec(text);
  const { id: answered, result } = JSON.parse(event?.[1] ?? text) as Answer;
  const right =
    method === "tools/call"
      ? result?.content?.[0]?.text === greeting(`guest ${id}`) && result.isError !== true
      : new Set(result?.tools?.map(({ name }) => name)).size === tools;
  if (!right || answered !== id) throw new Error(`Wrong answer to ${method}: ${body.excerpt()}`);
}
