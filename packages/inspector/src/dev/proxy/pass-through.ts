import type { ClientRequest, IncomingMessage, ServerResponse } from "node:http";
import { Agent, request as openRequest } from "node:http";
import type { Tap, TapExchange, WireFrame } from "@mortise/protocol";
import { openTap, tapHeader, tapUrl } from "@mortise/protocol";
import { HOP_HEADER } from "../message.ts";
import { Lanes } from "./lane.ts";

/** Where the process of a server listens. */
export interface Upstream {
  readonly port: number;
  readonly token: string;
}

/** A request of a client, when its body has arrived. */
export interface PassedRequest {
  readonly exchange: number;
  readonly lane: string;
  /** The messages of the body; none for a request without one. */
  readonly messages: readonly unknown[];
  /** The request is the inspector's own. */
  readonly isOwn: boolean;
  /** The call of the inspector that it belongs to. */
  readonly call?: string;
}

/** The headers of a request that say that it is the inspector's own, and of which call. */
export interface OwnMark {
  readonly header: string;
  /** The value begins with it; the call follows after a dot. */
  readonly secret: string;
}

/** How requests are passed on. */
export interface PassThroughOptions {
  /** Resolves with the process that answers; rejects with why there is none. */
  readonly findUpstream: () => Promise<Upstream>;
  /** Marks the requests of the inspector, which its client shows to the page. */
  readonly own: OwnMark;
  /** Receives the frames of the client `lane`, but for those of the inspector. */
  readonly tap: (frame: WireFrame, lane: string) => void;
  /** Called when the body of a request has arrived. */
  readonly onRequest: (request: PassedRequest) => void;
  /** Called when the response to a request has ended. */
  readonly onResponse: (exchange: number) => void;
}

/** Belong to one connection, so that they are not passed on (RFC 9110, 7.6.1). */
const OF_CONNECTION: ReadonlySet<string> = new Set([
  "connection",
  "keep-alive",
  "proxy-connection",
  "transfer-encoding",
  "upgrade",
  HOP_HEADER,
]);
/** Bytes of a body that the tap keeps until the client is known; a larger one is passed on all the same. */
const MAX_KEPT = 64 * 1024 * 1024;
/** The lane of the inspector's own requests; a client cannot take it by its name. */
const OWN_LANE = "inspector";
const GONE = "the client went away";

/**
 * Passes HTTP on to the process of the server, byte for byte and as it arrives, and shows both directions to
 * the tap. The client's disconnect reaches the process, and the end of the process the client.
 */
export class PassThrough {
  readonly #options: PassThroughOptions;
  readonly #lanes = new Lanes();
  readonly #agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });
  /** The client of each exchange under way. */
  readonly #laneOf = new Map<number, string>();
  readonly #begin: () => TapExchange;
  #count = 0;

  constructor(options: PassThroughOptions) {
    this.#options = options;
    const tap: Tap = (frame) => {
      const lane = this.#laneOf.get(frame.exchange) ?? "client";
      if (lane !== OWN_LANE) options.tap(frame, lane);
    };
    this.#begin = openTap(tap, { side: "server", transport: "http" });
  }

  /** Answers one request. Never throws. */
  handle(request: IncomingMessage, response: ServerResponse): void {
    const tap = this.#begin();
    const exchange = ++this.#count;
    const mark = takeMark(request, this.#options.own);
    const passing = new Passing({ exchange, tap, request, response, mark });
    void this.#options.findUpstream().then(
      (upstream) => this.#forward(passing, upstream),
      (error: Error) => this.#refuseWhole(passing, error.message),
    );
  }

  close(): void {
    this.#agent.destroy();
  }

  #forward(passing: Passing, { port, token }: Upstream): void {
    const { request, response, exchange, tap } = passing;
    if (response.destroyed) return;
    const headers = [...passedHeaders(request.rawHeaders), HOP_HEADER, `${token} ${exchange}`];
    const upstream = openRequest({
      host: "127.0.0.1",
      port,
      method: request.method ?? "GET",
      path: request.url ?? "/",
      headers,
      agent: this.#agent,
      setHost: false,
    });
    this.#receive(passing, upstream);
    upstream.on("response", (answer) => this.#answer(passing, upstream, answer));
    upstream.on("error", () => {
      if (response.destroyed) return;
      if (response.headersSent) {
        tap.end("sent", "the process of the server ended");
        response.destroy();
      } else this.#refuse(passing, 502, "The process of the server ended before it answered");
    });
    response.on("close", () => {
      if (!response.writableFinished) {
        passing.identify(() => this.#identify(passing));
        tap.end("received", GONE);
        tap.end("sent", GONE);
        upstream.destroy();
      }
      this.#laneOf.delete(exchange);
      this.#options.onResponse(exchange);
    });
  }

  #receive(passing: Passing, upstream: ClientRequest): void {
    const { request } = passing;
    request.on("data", (chunk: Buffer) => {
      passing.keep(chunk);
      if (!upstream.write(chunk)) {
        request.pause();
        upstream.once("drain", () => request.resume());
      }
    });
    request.on("end", () => {
      passing.identify(() => this.#identify(passing));
      upstream.end();
    });
    request.on("error", () => upstream.destroy());
  }

  #answer(passing: Passing, upstream: ClientRequest, answer: IncomingMessage): void {
    const { response, tap, exchange } = passing;
    // A refusal may come before the body has arrived.
    passing.identify(() => this.#identify(passing));
    const { statusCode = 502, statusMessage, rawHeaders } = answer;
    const session = answer.headers["mcp-session-id"];
    const lane = this.#laneOf.get(exchange);
    if (typeof session === "string" && lane !== undefined) this.#lanes.remember(session, lane);
    const headers = passedHeaders(rawHeaders);
    tap.pass({
      kind: "response-head",
      direction: "sent",
      status: statusCode,
      headers: pairs(headers).map(([name, value]) => tapHeader(name, value)),
    });
    response.writeHead(statusCode, statusMessage, headers);
    response.flushHeaders();
    answer.on("data", (chunk: Buffer) => {
      tap.data("sent", chunk);
      if (response.write(chunk)) return;
      answer.pause();
      response.once("drain", () => answer.resume());
    });
    answer.on("end", () => {
      tap.end("sent");
      response.end();
    });
    answer.on("error", () => upstream.destroy());
  }

  /** Finds the client, and shows the tap what it sent. */
  #identify({ request, tap, exchange, body, mark }: Passing): void {
    const parsed = parse(body);
    const lane = mark === undefined ? this.#findLane(request, parsed) : OWN_LANE;
    this.#laneOf.set(exchange, lane);
    tap.pass({
      kind: "request-head",
      direction: "received",
      method: request.method ?? "GET",
      url: tapUrl(request.url ?? "/"),
      headers: pairs(request.rawHeaders).map(([name, value]) => tapHeader(name, value)),
    });
    tap.data("received", body);
    tap.end("received");
    const messages = parsed === undefined ? [] : [parsed].flat();
    const call = mark ? { call: mark } : {};
    this.#options.onRequest({ exchange, lane, messages, isOwn: mark !== undefined, ...call });
  }

  #findLane(request: IncomingMessage, body: unknown): string {
    const session = request.headers["mcp-session-id"];
    const lane = this.#lanes.find({
      body,
      session: typeof session === "string" ? session : undefined,
      userAgent: request.headers["user-agent"],
    });
    return lane === OWN_LANE ? `${lane} (another)` : lane;
  }

  /** Refuses a request once its body is there, which has the id of the answer. */
  #refuseWhole(passing: Passing, message: string): void {
    const { request } = passing;
    request.on("data", (chunk: Buffer) => passing.keep(chunk));
    request.on("end", () => this.#refuse(passing, 503, message));
    request.on("error", () => this.#refuse(passing, 503, message));
  }

  /** Answers in the name of the server, which cannot. */
  #refuse(passing: Passing, status: number, message: string): void {
    const { request, response, exchange, tap } = passing;
    passing.identify(() => this.#identify(passing));
    request.resume();
    const error = { code: -32_603, message };
    const body = JSON.stringify({ jsonrpc: "2.0", id: idOf(parse(passing.body)), error });
    const headers = [
      ["content-type", "application/json"],
      ["content-length", String(Buffer.byteLength(body))],
      ["retry-after", "1"],
    ] as const;
    if (!response.headersSent && !response.destroyed) {
      tap.pass({ kind: "response-head", direction: "sent", status, headers });
      tap.data("sent", body);
      response.writeHead(status, headers.flat());
      response.end(body);
    }
    tap.end("sent");
    this.#laneOf.delete(exchange);
    this.#options.onResponse(exchange);
  }
}

/** One request on its way, with the body as far as it has arrived. */
class Passing {
  readonly exchange: number;
  readonly tap: TapExchange;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** The call of the inspector; empty for another request of it, `undefined` for other clients. */
  readonly mark: string | undefined;
  readonly #chunks: Buffer[] = [];
  #size = 0;
  #isIdentified = false;

  constructor(parts: Pick<Passing, "exchange" | "tap" | "request" | "response" | "mark">) {
    this.exchange = parts.exchange;
    this.tap = parts.tap;
    this.request = parts.request;
    this.response = parts.response;
    this.mark = parts.mark;
  }

  get body(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  keep(chunk: Buffer): void {
    this.#size += chunk.length;
    if (this.#size <= MAX_KEPT && !this.#isIdentified) this.#chunks.push(chunk);
  }

  /** Runs `work` the first time. */
  identify(work: () => void): void {
    if (this.#isIdentified) return;
    this.#isIdentified = true;
    work();
  }
}

/** Takes the mark of the inspector from a request. */
function takeMark(request: IncomingMessage, { header, secret }: OwnMark): string | undefined {
  const value = request.headers[header];
  if (typeof value !== "string" || !value.startsWith(`${secret}.`)) return undefined;
  const { rawHeaders } = request;
  const at = rawHeaders.findIndex((name, i) => i % 2 === 0 && name.toLowerCase() === header);
  if (at >= 0) rawHeaders.splice(at, 2);
  return value.slice(secret.length + 1);
}

function passedHeaders(rawHeaders: readonly string[]): string[] {
  return pairs(rawHeaders)
    .filter(([name]) => !OF_CONNECTION.has(name.toLowerCase()))
    .flat();
}

function pairs(rawHeaders: readonly string[]): [name: string, value: string][] {
  const list: [string, string][] = [];
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    list.push([rawHeaders[at] as string, rawHeaders[at + 1] as string]);
  }
  return list;
}

function parse(body: Buffer): unknown {
  if (body.length === 0) return undefined;
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    // The server says what is wrong with it.
    return undefined;
  }
}

function idOf(message: unknown): string | number | null {
  const id = (message as { readonly id?: unknown } | undefined)?.id;
  return typeof id === "string" || typeof id === "number" ? id : null;
}
