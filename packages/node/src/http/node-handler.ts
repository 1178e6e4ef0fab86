import type { ServerResponse } from "node:http";
import { ErrorCode } from "@mortise/protocol";
import type { HttpEngine, HttpExchange, Origin } from "@mortise/server/internal";
import type { NodeRequest } from "./request-body.ts";
import { takeParsedBody } from "./request-body.ts";

/** A refused body is still read this many times over its limit, so that the refusal arrives. */
const DISCARD_FACTOR = 8;

/** One request of `node:http`, and how it is answered. */
export interface NodeRequestWork {
  readonly engine: HttpEngine;
  readonly exchange: HttpExchange;
  readonly request: NodeRequest;
  readonly response: ServerResponse;
}

/** Answers one request of `node:http` as a request to the MCP endpoint. */
export function answerNodeRequest(work: NodeRequestWork): void {
  const origin = work.engine.admit(work.exchange);
  // Until the caller is known, no byte of the body is read.
  if (origin instanceof Promise) void origin.then((known) => receive(work, known));
  else receive(work, origin);
}

function receive(work: NodeRequestWork, origin: Origin | undefined): void {
  const { engine, exchange, request } = work;
  if (!origin) {
    exchange.tap?.end("received", "the body was not read");
    discard(request, engine.maxBodyBytes);
    return;
  }
  let text: string | undefined;
  try {
    text = takeParsedBody(request);
  } catch (error) {
    engine.core.log({ level: "error", message: "A request body cannot be used", error });
    engine.refuse(exchange, 500, ErrorCode.InternalError, (error as Error).message);
    return;
  }
  if (text === undefined) {
    read(work, origin);
    return;
  }
  exchange.tap?.data("received", text);
  exchange.tap?.end("received");
  if (Buffer.byteLength(text) > engine.maxBodyBytes) engine.refuseSize(exchange);
  else engine.post(exchange, text, origin);
}

function read({ engine, exchange, request, response }: NodeRequestWork, origin: Origin): void {
  const chunks: Buffer[] = [];
  let size = 0;
  request.on("data", (chunk: Buffer) => {
    size += chunk.length;
    if (size <= engine.maxBodyBytes) {
      chunks.push(chunk);
    } else if (!response.headersSent) {
      chunks.length = 0;
      exchange.tap?.end("received", `the body is larger than ${engine.maxBodyBytes} bytes`);
      engine.refuseSize(exchange);
    } else if (size > engine.maxBodyBytes * DISCARD_FACTOR) {
      request.destroy();
    }
  });
  request.on("end", () => {
    if (size > engine.maxBodyBytes) return;
    const body = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
    exchange.tap?.data("received", body);
    exchange.tap?.end("received");
    engine.post(exchange, body.toString("utf8"), origin);
  });
  // A client that goes away while it sends gets no response.
  request.on("error", () => response.destroy());
}

function discard(request: NodeRequest, limit: number): void {
  let size = 0;
  request.on("data", (chunk: Buffer) => {
    size += chunk.length;
    if (size > limit * DISCARD_FACTOR) request.destroy();
  });
  request.on("error", () => undefined);
}
