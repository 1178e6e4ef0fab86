import type { ServerResponse } from "node:http";
import { ProtocolError } from "@mortise/protocol";
import type { HttpEngine, HttpExchange, Origin } from "@mortise/server/internal";
import type { NodeRequest } from "./request-body.ts";
import { DISCARD_FACTOR, discard, takeParsedBody } from "./request-body.ts";

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
  if (origin instanceof Promise) {
    void origin.then((known) => receive(work, known)).catch((error) => fail(work, error));
  } else receive(work, origin);
}

/** Answers with an error that nothing else caught, masked. */
function fail({ engine, exchange, request, response }: NodeRequestWork, error: unknown): void {
  try {
    if (response.headersSent) response.destroy();
    engine.fail(exchange, 500, error, undefined);
    discard(request, engine.maxBodyBytes);
  } catch {
    // Nothing that an error does while it is described may end the process.
    response.destroy();
  }
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
    // A body that its client has to repair is in no log: any client could fill it.
    const isClients = error instanceof ProtocolError && error.http?.status === 400;
    if (!isClients) {
      engine.core.log({ level: "error", message: "A request body cannot be used", error });
    }
    exchange.tap?.end("received", "the body cannot be used");
    engine.fail(exchange, 500, error, undefined);
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

function read(work: NodeRequestWork, origin: Origin): void {
  const { engine, exchange, request, response } = work;
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
    try {
      engine.post(exchange, body.toString("utf8"), origin);
    } catch (error) {
      fail(work, error);
    }
  });
  // A client that goes away while it sends gets no response.
  request.on("error", () => response.destroy());
}
