import type { IncomingMessage, ServerResponse } from "node:http";
import type { HttpEngine } from "@mortise/server";
import { NodeExchange } from "./node-exchange.ts";

/** A refused body is still read this many times over its limit, so that the refusal arrives. */
const DISCARD_FACTOR = 8;

/** Answers one request of `node:http` with `engine`. */
export function handleNodeRequest(
  engine: HttpEngine,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const exchange = new NodeExchange(request, response);
  if (!engine.admit(exchange)) {
    discard(request, engine.maxBodyBytes);
    return;
  }
  const chunks: Buffer[] = [];
  let size = 0;
  request.on("data", (chunk: Buffer) => {
    size += chunk.length;
    if (size <= engine.maxBodyBytes) {
      chunks.push(chunk);
    } else if (!response.headersSent) {
      chunks.length = 0;
      engine.refuseSize(exchange);
    } else if (size > engine.maxBodyBytes * DISCARD_FACTOR) {
      request.destroy();
    }
  });
  request.on("end", () => {
    if (size > engine.maxBodyBytes) return;
    const body = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
    engine.post(exchange, body.toString("utf8"));
  });
  // A client that goes away while it sends has nobody to answer to.
  request.on("error", () => response.destroy());
}

function discard(request: IncomingMessage, limit: number): void {
  let size = 0;
  request.on("data", (chunk: Buffer) => {
    size += chunk.length;
    if (size > limit * DISCARD_FACTOR) request.destroy();
  });
  request.on("error", () => undefined);
}
