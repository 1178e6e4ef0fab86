import type { IncomingMessage, ServerResponse } from "node:http";
import type { HttpEngine, Origin } from "@mortise/server";
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
  const origin = engine.admit(exchange);
  if (origin instanceof Promise) {
    // Until it is known who sends it, no byte of the body is read.
    void origin.then((known) => receive(engine, exchange, request, response, known));
  } else {
    receive(engine, exchange, request, response, origin);
  }
}

function receive(
  engine: HttpEngine,
  exchange: NodeExchange,
  request: IncomingMessage,
  response: ServerResponse,
  origin: Origin | undefined,
): void {
  if (!origin) {
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
    engine.post(exchange, body.toString("utf8"), origin);
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
