import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { anthropicMessages } from "./anthropic-messages.ts";
import { chatCompletions } from "./chat-completions.ts";
import type { Brain, Conversation } from "./conversation.ts";
import type { ProviderFault } from "./fault.ts";
import { gemini } from "./gemini.ts";
import { openaiResponses } from "./openai-responses.ts";
import type { WireEvent, WireFormat, WireReply, WireRequest } from "./wire-format.ts";
import { uniqueId } from "./wire-format.ts";

const FORMATS: readonly WireFormat[] = [
  anthropicMessages,
  openaiResponses,
  chatCompletions,
  gemini,
];

/** A request that the fake provider received. */
export interface RecordedRequest {
  path: string;
  headers: IncomingHttpHeaders;
  body: Record<string, unknown>;
  /** What it said; absent when it was refused. */
  conversation?: Conversation;
  /** What the real provider would have refused. */
  problems: string[];
}

/** Options of {@link startFakeProvider}. */
export interface FakeProviderOptions {
  /** Decides what the model answers. */
  brain: Brain;
  /** The only key that is accepted. Default: any. */
  apiKey?: string;
}

/** A server on loopback that speaks the formats of four providers. */
export interface FakeProvider extends AsyncDisposable {
  /** Its address, without a path. */
  url: string;
  /** Every request, in order of arrival. */
  requests: RecordedRequest[];
  /** Misbehaves for the next requests, one fault for each. */
  fail(...faults: readonly ProviderFault[]): void;
  /** Resolves when the next request arrives. */
  nextRequest(): Promise<RecordedRequest>;
  close(): Promise<void>;
}

/**
 * Starts a server that answers like Anthropic, OpenAI (Responses and Chat Completions) and Gemini, streamed or whole.
 *
 * It refuses what the real ones refuse: unpaired tool calls and results, wrong roles, missing headers, bad tool names.
 */
export async function startFakeProvider(options: FakeProviderOptions): Promise<FakeProvider> {
  const requests: RecordedRequest[] = [];
  const faults: ProviderFault[] = [];
  const waiting: ((request: RecordedRequest) => void)[] = [];

  const server = createServer((message, response) => {
    answer(message, response).catch((error: unknown) => {
      writeJson(response, 500, { error: { message: String(error) } });
    });
  });

  async function answer(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const [path = ""] = (message.url ?? "").split("?");
    const format = FORMATS.find((each) => each.matches(path));
    const body = await readBody(message);
    const request: WireRequest = { path, headers: message.headers, body };
    const recorded: RecordedRequest = { ...request, problems: [] };
    requests.push(recorded);
    if (!format || message.method !== "POST") {
      recorded.problems.push(`no such endpoint: ${message.method} ${path}`);
      writeJson(response, 404, { error: { message: recorded.problems[0] } });
    } else await answerFormat(format, request, recorded, response);
    waiting.shift()?.(recorded);
  }

  async function answerFormat(
    format: WireFormat,
    request: WireRequest,
    recorded: RecordedRequest,
    response: ServerResponse,
  ): Promise<void> {
    const refuse = (status: number, text: string): void =>
      writeJson(response, status, format.writeError(status, text));
    const key = format.readKey(request.headers);
    const keyRequired = format.name !== "chat-completions" || options.apiKey !== undefined;
    const fault = faults.shift();
    if (
      fault?.kind === "unauthorized" ||
      (keyRequired && (options.apiKey === undefined ? !key : key !== options.apiKey))
    ) {
      const message = `Incorrect API key provided: ${(key ?? "").slice(0, 8)}…`;
      const refusal = (key && format.keyRefusal) || { status: 401, message };
      refuse(refusal.status, refusal.message);
      return;
    }
    recorded.problems.push(...format.check(request));
    if (recorded.problems.length) {
      refuse(400, recorded.problems.join("; "));
      return;
    }
    recorded.conversation = format.read(request);
    if (fault?.kind === "rate-limit") {
      response.setHeader("retry-after-ms", String(fault.retryAfterMs));
      response.setHeader("retry-after", String(Math.ceil(fault.retryAfterMs / 1000)));
      refuse(429, "Rate limit reached");
      return;
    }
    if (fault?.kind === "overloaded") {
      refuse(format.name === "anthropic-messages" ? 529 : 503, "Overloaded");
      return;
    }
    if (fault?.kind === "silence") return;
    const reply = toWireReply(await options.brain(recorded.conversation), fault);
    if (format.wantsStream(request)) {
      await writeStream(response, format, format.writeEvents(request, reply), fault);
    } else writeJson(response, 200, format.writeBody(request, reply));
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    fail: (...more) => void faults.push(...more),
    nextRequest: () => new Promise((resolve) => waiting.push(resolve)),
    close,
    [Symbol.asyncDispose]: close,
  };
}

function toWireReply(
  reply: Awaited<ReturnType<Brain>>,
  fault: ProviderFault | undefined,
): WireReply {
  const calls = (reply.calls ?? []).map(({ id = uniqueId("call_"), name, args }) => {
    const json = JSON.stringify(args);
    return {
      id,
      name,
      args,
      json: fault?.kind === "malformed-arguments" ? json.slice(0, -2) : json,
    };
  });
  const { text, thinking } = reply;
  return {
    calls,
    ...(text !== undefined && { text }),
    ...(thinking !== undefined && { thinking }),
  };
}

async function writeStream(
  response: ServerResponse,
  format: WireFormat,
  events: readonly WireEvent[],
  fault: ProviderFault | undefined,
): Promise<void> {
  const breaks = fault?.kind === "stream-overload" || fault?.kind === "cut-stream";
  // "start" breaks before the first piece of the answer, "text" right after it.
  const firstPiece = events.findIndex((event) => event.carries);
  const end = breaks ? firstPiece + (fault.after === "text" ? 1 : 0) : events.length;
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache" });
  response.flushHeaders();
  for (const event of events.slice(0, end)) await writeEvent(response, event);
  if (fault?.kind === "stream-overload") {
    await writeEvent(response, format.writeStreamError("Overloaded"));
  }
  if (fault?.kind === "cut-stream") response.destroy();
  else response.end();
}

function writeEvent(response: ServerResponse, { event, data }: WireEvent): Promise<void> {
  const name = event === undefined ? "" : `event: ${event}\n`;
  const text = typeof data === "string" ? data : JSON.stringify(data);
  return new Promise((resolve) => response.write(`${name}data: ${text}\n\n`, () => resolve()));
}

function writeJson(response: ServerResponse, status: number, body: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}

async function readBody(message: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString("utf8");
  return text ? (JSON.parse(text) as Record<string, unknown>) : {};
}
