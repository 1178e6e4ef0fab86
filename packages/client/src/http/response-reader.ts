import type { Clock, JsonRpcMessage, ProtocolError, RequestId } from "@mortise/protocol";
import { isResponse, MortiseError, pause, readIncoming } from "@mortise/protocol";
import { bodyFailed } from "./connection-failed.ts";
import { mediaTypeOf, unaskedCoding } from "./content-type.ts";
import type { StreamPosition } from "./event-stream.ts";
import { readEvents, startPosition } from "./event-stream.ts";
import { readBody } from "./read-body.ts";

/** The number of times that a response stream is resumed without a new event on it. */
const MAX_RESUMPTIONS = 5;
/** The time that a server may keep a stream open after the response that ends it. */
const LINGER_MS = 1000;

/** The parts of a transport that a {@link ResponseReader} uses. */
export interface ResponseReaderOptions {
  /** Names the server in errors: its URL without query. */
  readonly place: string;
  /** Removes the connection's credentials from a text of the server. */
  readonly redact: (text: string) => string;
  /** The longest message accepted. */
  readonly maxBytes: number;
  /** Counts the pauses between resumptions. */
  readonly clock: Clock;
  /** Delivers a message; `id` names the request whose response carried it. */
  readonly deliver: (message: JsonRpcMessage, id: RequestId | undefined) => void;
  /** Fails the request `id`, which was answered with something that is no message. */
  readonly refuse: (error: Error, id: RequestId) => void;
  /** Asks for the rest of a stream after an event; resolves with `null` if there is none. */
  readonly resume: (
    lastEventId: string,
    signal: AbortSignal,
  ) => Promise<ReadableStream<Uint8Array> | null>;
  /** Receives events that are no messages. */
  readonly warn: (message: string) => void;
}

/** The request that a response answers. */
export interface AnsweredRequest {
  /** The id that the response must have. */
  readonly id: RequestId;
  /** A stream that ends early is resumed; in the modern revision the request is lost. */
  readonly isResumable: boolean;
  /** Cancels reading. */
  readonly signal: AbortSignal;
}

/** Reads the response to a POST, as JSON or as an event stream, and delivers the messages in it. */
export class ResponseReader {
  readonly #options: ResponseReaderOptions;

  constructor(options: ResponseReaderOptions) {
    this.#options = options;
  }

  /**
   * Reads a response until it has answered the request.
   *
   * @throws MortiseError `INVALID_RESPONSE` for a body without a response to the request,
   * `CONNECTION_CLOSED` if the stream ends before.
   */
  async read(response: Response, request: AnsweredRequest): Promise<void> {
    const { place, maxBytes, redact } = this.#options;
    const type = mediaTypeOf(response);
    if (type === "text/event-stream" && response.body !== null) {
      return await this.#readStream(response.body, request, redact(unaskedCoding(response)));
    }
    const text = await readBody(response, maxBytes).catch((error: unknown) => {
      throw MortiseError.is(error) || request.signal.aborted ? error : bodyFailed(place, error);
    });
    if (type !== "application/json") {
      const found = redact(response.headers.get("content-type") ?? "none");
      throw new MortiseError(
        "INVALID_RESPONSE",
        `${place} answered a request with ${response.status} and content type ${found}; is this the URL of an MCP server?`,
      );
    }
    const messages = this.#readMessages(text, redact(unaskedCoding(response)));
    for (const message of messages) this.#options.deliver(message, request.id);
    if (messages.some((message) => answers(message, request.id))) return;
    throw new MortiseError(
      "INVALID_RESPONSE",
      `${place} answered a request with the response to another`,
    );
  }

  /** Delivers the messages of a stream; returns whether the response to `id` was one of them. */
  async receive(
    body: ReadableStream<Uint8Array>,
    position: StreamPosition,
    id?: RequestId,
  ): Promise<boolean> {
    const { clock, maxBytes } = this.#options;
    let isAnswered = false;
    const linger = new AbortController();
    let stopLingering: (() => void) | undefined;
    try {
      for await (const { data } of readEvents(body, {
        position,
        maxBytes,
        signal: linger.signal,
      })) {
        if (data === "") continue;
        const isAnswer = this.take(data, id);
        if (isAnswered || !isAnswer) continue;
        isAnswered = true;
        // Reading to the end keeps the connection for the next request; the limit is for a server
        // that does not end its stream.
        stopLingering = clock.schedule(LINGER_MS, () => linger.abort());
      }
    } catch (error) {
      if (!isAnswered) throw error;
    } finally {
      stopLingering?.();
    }
    return isAnswered;
  }

  /**
   * Delivers the messages of one event, and warns of data that is no message; returns whether the
   * response to `id` was among them.
   */
  take(data: string, id?: RequestId): boolean {
    const { deliver, place, refuse, warn } = this.#options;
    let isAnswered = false;
    readIncoming(data, {
      message: (message) => {
        deliver(message, id);
        isAnswered ||= id !== undefined && answers(message, id);
      },
      unreadable: (reason, answered) => {
        const problem = `${place} sent an event that is no message: ${reason.message}`;
        warn(problem);
        if (answered === undefined) return;
        refuse(new MortiseError("INVALID_RESPONSE", problem, { cause: reason }), answered);
        isAnswered ||= id !== undefined && String(answered) === String(id);
      },
    });
    return isAnswered;
  }

  async #readStream(
    first: ReadableStream<Uint8Array>,
    request: AnsweredRequest,
    hint: string,
  ): Promise<void> {
    const { clock, place, resume } = this.#options;
    const { id, isResumable, signal } = request;
    const position = startPosition();
    let body: ReadableStream<Uint8Array> | null = first;
    let broken: unknown;
    for (let resumptions = 0; ; resumptions += 1) {
      const before = position.lastEventId;
      if (body !== null) {
        try {
          if (await this.receive(body, position, id)) return;
        } catch (error) {
          if (signal.aborted || MortiseError.is(error)) throw error;
          broken = error;
        }
      }
      if (!isResumable || position.lastEventId === undefined) break;
      if (position.lastEventId !== before) resumptions = 0;
      if (resumptions === MAX_RESUMPTIONS) break;
      if (!(await pause(position.retryMs, { clock, signal }))) break;
      body = await resume(position.lastEventId, signal);
    }
    throw new MortiseError(
      "CONNECTION_CLOSED",
      `${place} ended the response stream before it answered${hint}`,
      { cause: broken },
    );
  }

  #readMessages(text: string, hint: string): JsonRpcMessage[] {
    const messages: JsonRpcMessage[] = [];
    let problem: ProtocolError | undefined;
    readIncoming(text, {
      message: (message) => messages.push(message),
      unreadable: (reason) => {
        problem ??= reason;
      },
    });
    if (messages.length > 0 || problem === undefined) return messages;
    // A syntax error quotes parts of the text, and may cut a credential so that it is not found.
    const isClean = this.#options.redact(text) === text;
    throw new MortiseError(
      "INVALID_RESPONSE",
      `${this.#options.place} answered a request with a body that is no JSON-RPC message${hint}`,
      isClean ? { cause: problem } : {},
    );
  }
}

/** Returns whether a message answers the request `id`, which some servers give back as a text. */
function answers(message: JsonRpcMessage, id: RequestId): boolean {
  return isResponse(message) && ((message.id ?? id) === id || String(message.id) === String(id));
}
