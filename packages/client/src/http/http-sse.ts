import type { Clock } from "@mortise/protocol";
import { ErrorCode, MortiseError, ProtocolError } from "@mortise/protocol";
import { startTimeLimit } from "../time/time-limit.ts";
import type { StreamEvent } from "./event-stream.ts";
import { eventStreamOf, readEvents, startPosition } from "./event-stream.ts";
import { isHttpUrl, sharesOrigin } from "./same-origin.ts";

/** The time in which a server must name its endpoint. */
const ENDPOINT_TIMEOUT_MS = 10_000;
/**
 * The statuses by which servers refuse a POST at the URL of an event stream (2026-07-28, HTTP+SSE
 * Transport).
 */
const REFUSALS = new Set([400, 404, 405]);
/** The same of frameworks that read the body first, or fail over it; without a JSON-RPC error. */
const PLAIN_REFUSALS = new Set([...REFUSALS, 415, 422, 500, 501]);
const MODERN_ERRORS: ReadonlySet<number> = new Set([
  ErrorCode.HeaderMismatch,
  ErrorCode.MissingRequiredClientCapability,
  ErrorCode.UnsupportedProtocolVersion,
]);

/** Settings of {@link openHttpSse}. */
export interface HttpSseOptions {
  /** The URL that the user gave. */
  readonly url: URL;
  /** The longest event accepted. */
  readonly maxBytes: number;
  /** Counts the time of opening. */
  readonly clock: Clock;
  /** Cancels opening. */
  readonly signal: AbortSignal;
  /** Ends the stream, whenever it aborts. */
  readonly closing: AbortSignal;
  /** Makes a GET request at the URL. */
  readonly open: (init: {
    readonly signal: AbortSignal;
    readonly headers: Readonly<Record<string, string>>;
  }) => Promise<Response>;
  /** Makes the error of a non-2xx response. */
  readonly readFailure: (response: Response) => Promise<Error>;
  /** Receives the data of one message. */
  readonly receive: (data: string) => void;
  /** Called when the stream ends though `closing` has not aborted. */
  readonly lost: (error: Error) => void;
}

/**
 * The URL for messages, or the reason for its absence; `undefined` stands for a URL without an
 * event stream.
 */
export type HttpSseOutcome = { readonly endpoint: URL } | { readonly reason: string | undefined };

/** Returns whether a refused `initialize` may come from a server of 2024-11-05. */
export function suggestsHttpSse(failure: Error): boolean {
  const isError = ProtocolError.is(failure);
  const answer = isError ? failure.cause : failure;
  const isRefused = MortiseError.is(answer) && answer.code === "HTTP_ERROR";
  const status = isRefused ? answer.data.status : 0;
  if (!isError) return PLAIN_REFUSALS.has(status);
  const isUnknownMethod = status === 404 && failure.code === ErrorCode.MethodNotFound;
  return REFUSALS.has(status) && !MODERN_ERRORS.has(failure.code) && !isUnknownMethod;
}

/**
 * Opens the event stream of a server of 2024-11-05 (2024-11-05, HTTP with SSE) and reads the URL
 * for messages from it. Messages that arrive later go to `receive`.
 *
 * @throws MortiseError `INVALID_RESPONSE` if that URL is of another origin, which must not get the
 * headers of this connection; `HTTP_ERROR` or `AUTHORIZATION_FAILED` if the server refuses the
 * credentials.
 */
export async function openHttpSse(options: HttpSseOptions): Promise<HttpSseOutcome> {
  const stop = new AbortController();
  const late = startTimeLimit(ENDPOINT_TIMEOUT_MS, options.clock);
  const opening = AbortSignal.any([options.signal, late.signal]);
  const giveUp = (): void => stop.abort(opening.reason);
  if (opening.aborted) giveUp();
  opening.addEventListener("abort", giveUp, { once: true });
  const signal = AbortSignal.any([options.closing, stop.signal]);
  try {
    const response = await open(options, signal);
    if (response === undefined) return { reason: undefined };
    const position = startPosition();
    const events = readEvents(response, { position, maxBytes: options.maxBytes, signal });
    const outcome = await readEndpoint(events, options.url).catch(async (error: unknown) => {
      await events.return();
      throw error;
    });
    options.signal.throwIfAborted();
    if (late.signal.aborted)
      return { reason: `named no endpoint within ${ENDPOINT_TIMEOUT_MS} ms` };
    if ("endpoint" in outcome) void follow(events, options, signal);
    else await events.return();
    return outcome;
  } finally {
    late.clear();
    opening.removeEventListener("abort", giveUp);
  }
}

async function open(
  { open: fetchStream, readFailure, signal: caller }: HttpSseOptions,
  signal: AbortSignal,
): Promise<ReadableStream<Uint8Array> | undefined> {
  let response: Response;
  try {
    response = await fetchStream({ signal, headers: { accept: "text/event-stream" } });
  } catch (error) {
    const isUnreachable = MortiseError.is(error) && error.code === "CONNECTION_FAILED";
    if (caller.aborted || !(isUnreachable || signal.aborted)) throw error;
    return undefined;
  }
  const body = eventStreamOf(response);
  if (body !== undefined) return body;
  if (response.status === 401 || response.status === 403) {
    throw await readFailure(response);
  }
  await response.body?.cancel().catch(() => undefined);
  return undefined;
}

async function readEndpoint(
  events: AsyncGenerator<StreamEvent, void, undefined>,
  base: URL,
): Promise<HttpSseOutcome> {
  const next = async (): Promise<IteratorResult<StreamEvent, void>> => {
    try {
      return await events.next();
    } catch (error) {
      if (MortiseError.is(error)) throw error;
      return { done: true, value: undefined };
    }
  };
  // Some servers send a ping before the endpoint.
  let first = await next();
  while (!first.done && !isOfProtocol(first.value)) first = await next();
  if (first.done) return { reason: "ended before it named an endpoint" };
  const { event, data } = first.value;
  if (event !== "endpoint") return { reason: "did not begin with the endpoint for messages" };
  const endpoint = URL.parse(data, base);
  if (endpoint !== null && sharesOrigin(endpoint, base)) return { endpoint };
  const found = endpoint === null ? data.slice(0, 200) : describePlace(endpoint);
  throw new MortiseError(
    "INVALID_RESPONSE",
    `${base.origin + base.pathname} wants messages sent to ${JSON.stringify(found)}; only a URL of the same origin, ${base.origin}, gets the headers of this connection`,
  );
}

function isOfProtocol({ event }: StreamEvent): boolean {
  return event === undefined || event === "message" || event === "endpoint";
}

/** Names a URL without its path and query, which may hold secrets. */
function describePlace(url: URL): string {
  return isHttpUrl(url) ? url.origin : url.protocol;
}

async function follow(
  events: AsyncGenerator<StreamEvent, void, undefined>,
  { url, receive, lost }: HttpSseOptions,
  signal: AbortSignal,
): Promise<void> {
  let cause: unknown;
  try {
    for await (const { event, data } of events) {
      if (event === undefined || event === "message") receive(data);
    }
  } catch (error) {
    cause = error;
  }
  if (signal.aborted) return;
  const ended = new MortiseError(
    "CONNECTION_CLOSED",
    `${url.origin + url.pathname} ended the event stream on which it answers`,
    { cause },
  );
  lost(MortiseError.is(cause) ? cause : ended);
}
