import type { IncomingMessage, ServerResponse } from "node:http";
import type { ProviderFault } from "./fault.ts";
import type { WireEvent } from "./wire-format.ts";

/** How a stream misbehaves. */
export interface StreamFault {
  readonly fault: ProviderFault | undefined;
  /** The event that reports that the provider is overloaded. */
  readonly overload: WireEvent;
}

/** Writes an answer as server-sent events, with the fault that was asked for. */
export async function writeStream(
  response: ServerResponse,
  events: readonly WireEvent[],
  { fault, overload }: StreamFault,
): Promise<void> {
  const breaks = fault?.kind === "stream-overload" || fault?.kind === "cut-stream";
  // "start" breaks before the first piece of the answer, "text" right after it.
  const firstPiece = events.findIndex((event) => event.carries);
  const end = breaks ? firstPiece + (fault.after === "text" ? 1 : 0) : events.length;
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache" });
  response.flushHeaders();
  for (const event of events.slice(0, end)) await writeEvent(response, event);
  if (fault?.kind === "stream-overload") await writeEvent(response, overload);
  if (fault?.kind === "cut-stream") response.destroy();
  else response.end();
}

function writeEvent(response: ServerResponse, { event, data }: WireEvent): Promise<void> {
  const name = event === undefined ? "" : `event: ${event}\n`;
  const text = typeof data === "string" ? data : JSON.stringify(data);
  return new Promise((resolve) => response.write(`${name}data: ${text}\n\n`, () => resolve()));
}

/** Writes an answer as one JSON document; cuts the connection where another answer has begun. */
export function writeJson(response: ServerResponse, status: number, body: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}

/** Reads the JSON body of a request; an empty object when there is none. */
export async function readBody(message: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString("utf8");
  return text ? (JSON.parse(text) as Record<string, unknown>) : {};
}
