import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Fault } from "./fault.ts";
import { FaultPlan } from "./fault.ts";

/** A request as a sandbox service reads it. */
export interface ServiceRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** Gives a header's value, or an empty text. */
  header(name: string): string;
  /** The body as text; empty when there is none. */
  readonly body: string;
}

/** The answer of a sandbox service. */
export interface ServiceReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; nothing is sent without it. */
  readonly body?: unknown;
}

/** How a sandbox service behaves. */
export interface ServiceBehavior {
  /** Answers a request; a throw is answered like the fault 500. */
  reply(request: ServiceRequest): ServiceReply;
  /** Gives the answer of a fault in the service's own shape. */
  replyToFault(fault: Fault & { readonly status: number }): ServiceReply;
}

/** A sandbox service that listens. */
export interface Service {
  /** `http://127.0.0.1:` and the port. */
  readonly url: string;
  /** Makes the next requests fail; `null` forgets what has not failed yet. */
  fail(next: Fault | null): void;
  /** Stops at once, cutting the requests that were left unanswered. */
  close(): Promise<void>;
}

const bodyLimit = 1_000_000;

/**
 * Longer than a demo keeps a connection idle. A server that closes one at the moment a client sends on it
 * again, as Node's does after 5 s, fails that request on a busy machine.
 */
const KEEP_ALIVE_MS = 600_000;

/** Starts a service on 127.0.0.1; port 0, the default, takes a free one. */
export async function startService(
  createBehavior: (url: string) => ServiceBehavior,
  port = 0,
): Promise<Service> {
  const faults = new FaultPlan();
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const behavior = createBehavior(url);
  server.on("request", (request, response) => {
    void answer(behavior, faults, request, response);
  });
  return {
    url,
    fail: (next) => faults.fail(next),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  behavior: ServiceBehavior,
  faults: FaultPlan,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  let reply: ServiceReply;
  try {
    const body = await readBody(request);
    const fault = faults.take();
    if (fault?.status === "timeout") {
      // Left open on purpose: the caller's own timeout must end it, or the service's close.
      return;
    }
    reply =
      fault === undefined
        ? behavior.reply(toServiceRequest(request, body))
        : behavior.replyToFault({ ...fault, status: fault.status });
  } catch (error) {
    if (request.destroyed && !request.complete) {
      return;
    }
    process.stderr.write(`sandbox: ${request.method} ${request.url} failed: ${error}\n`);
    reply = behavior.replyToFault({ status: 500 });
  }
  const text = reply.body === undefined ? "" : JSON.stringify(reply.body);
  response.writeHead(reply.status, {
    ...(text === "" ? {} : { "content-type": "application/json; charset=utf-8" }),
    ...reply.headers,
  });
  response.end(text);
}

function toServiceRequest(request: IncomingMessage, body: string): ServiceRequest {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://sandbox");
  return {
    method: request.method ?? "GET",
    path: pathname,
    query: searchParams,
    header: (name) => String(request.headers[name.toLowerCase()] ?? ""),
    body,
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > bodyLimit) {
      throw new Error(`The body is larger than ${bodyLimit} bytes. Send less.`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
