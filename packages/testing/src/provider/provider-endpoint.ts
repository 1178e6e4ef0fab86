import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { anthropicMessages } from "./anthropic-messages.ts";
import { chatCompletions } from "./chat-completions.ts";
import type { ProviderFault } from "./fault.ts";
import { gemini } from "./gemini.ts";
import type { ProviderRequest } from "./model-request.ts";
import { openaiResponses } from "./openai-responses.ts";
import type { ReplyScript, ScriptedReply } from "./reply-script.ts";
import type { WireFormat, WireReply, WireRequest } from "./wire-format.ts";
import { uniqueId } from "./wire-format.ts";
import { readBody, writeJson, writeStream } from "./wire-message.ts";

const FORMATS: readonly WireFormat[] = [
  anthropicMessages,
  openaiResponses,
  chatCompletions,
  gemini,
];

/** A request that the fake provider received. */
export interface RecordedRequest {
  /** The path of the URL. */
  readonly path: string;
  /** The headers, names in lower case. */
  readonly headers: IncomingHttpHeaders;
  /** The body, as JSON. */
  readonly body: Record<string, unknown>;
  /** The request in a form that all formats share; absent if it breaks the rules of its format. */
  readonly modelRequest?: ProviderRequest;
  /** The reasons why the real provider would refuse the request; empty if it would not. */
  readonly problems: string[];
}

/** The behaviour of a {@link ProviderEndpoint}. */
export interface ProviderEndpointOptions {
  /** Decides what the model answers. */
  readonly script: ReplyScript;
  /** The only key that is accepted. Default: any. */
  readonly apiKey?: string;
  /** How many characters the model reads. Default: any number. */
  readonly contextSize?: number;
  /** Whether media are refused. Default `false`. */
  readonly refuseMedia?: boolean;
}

/** A request on its way to an answer. */
interface Exchange {
  readonly format: WireFormat;
  readonly request: WireRequest;
  readonly recorded: { modelRequest?: ProviderRequest; readonly problems: string[] };
  readonly response: ServerResponse;
  readonly fault: ProviderFault | undefined;
}

/** Why a request is refused. */
interface RequestRefusal {
  readonly status: number;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Answers the requests of all formats. */
export class ProviderEndpoint {
  readonly #requests: RecordedRequest[] = [];
  readonly #faults: ProviderFault[] = [];
  readonly #waiting: ((request: RecordedRequest) => void)[] = [];
  readonly #options: ProviderEndpointOptions;

  constructor(options: ProviderEndpointOptions) {
    this.#options = options;
  }

  /** Every request, in order of arrival. */
  get requests(): readonly RecordedRequest[] {
    return this.#requests;
  }

  /** Misbehaves for the next requests, one fault for each. */
  fail(faults: readonly ProviderFault[]): void {
    this.#faults.push(...faults);
  }

  /** Resolves when the next request has been dealt with. */
  nextRequest(): Promise<RecordedRequest> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Answers a request; an error of the script becomes HTTP 500. */
  answer(message: IncomingMessage, response: ServerResponse): void {
    this.#answer(message, response).catch((error: unknown) => {
      writeJson(response, 500, { error: { message: String(error) } });
    });
  }

  async #answer(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const [path = ""] = (message.url ?? "").split("?");
    const format = FORMATS.find((each) => each.matches(path));
    const request: WireRequest = { path, headers: message.headers, body: await readBody(message) };
    const recorded: RecordedRequest = { ...request, problems: [] };
    this.#requests.push(recorded);
    if (format && message.method === "POST") {
      const fault = this.#faults.shift();
      await this.#answerFormat({ format, request, recorded, response, fault });
    } else {
      recorded.problems.push(`no such endpoint: ${message.method} ${path}`);
      writeJson(response, 404, { error: { message: recorded.problems[0] } });
    }
    this.#waiting.shift()?.(recorded);
  }

  async #answerFormat(exchange: Exchange): Promise<void> {
    const { format, request, recorded, response, fault } = exchange;
    const refusal = this.#refuseKey(exchange) ?? refuseContent(exchange);
    const read = refusal === undefined ? format.read(request) : undefined;
    const failure = refusal ?? (read && this.#refuseRead(format, read)) ?? failOnPurpose(exchange);
    if (read) recorded.modelRequest = read;
    if (failure !== undefined) {
      for (const [name, value] of Object.entries(failure.headers ?? {})) {
        response.setHeader(name, value);
      }
      writeJson(response, failure.status, format.writeError(failure.status, failure.message));
      return;
    }
    if (fault?.kind === "silence" || recorded.modelRequest === undefined) return;
    const reply = toWireReply(await this.#options.script(recorded.modelRequest), fault);
    if (!format.wantsStream(request)) {
      writeJson(response, 200, format.writeBody(request, reply));
      return;
    }
    const overload = format.writeStreamError("Overloaded");
    await writeStream(response, format.writeEvents(request, reply), { fault, overload });
  }

  /** Refuses what this model does not take, whatever its format. */
  #refuseRead(format: WireFormat, read: ProviderRequest): RequestRefusal | undefined {
    const { contextSize = Number.POSITIVE_INFINITY, refuseMedia = false } = this.#options;
    const texts = read.entries.map((entry) => ("text" in entry ? entry.text.length : 0));
    const size = texts.reduce((sum, length) => sum + length, 0);
    if (size > contextSize) return { status: 400, message: format.writeTooLong(size, contextSize) };
    const hasMedia = read.entries.some((entry) => "media" in entry && entry.media.length > 0);
    return refuseMedia && hasMedia
      ? { status: 400, message: "Could not process image" }
      : undefined;
  }

  #refuseKey({ format, request, fault }: Exchange): RequestRefusal | undefined {
    const { apiKey } = this.#options;
    const key = format.readKey(request.headers);
    const isNeeded = format.name !== "chat-completions" || apiKey !== undefined;
    const isWrong = isNeeded && (apiKey === undefined ? !key : key !== apiKey);
    if (fault?.kind !== "unauthorized" && !isWrong) return undefined;
    const message = `Incorrect API key provided: ${(key ?? "").slice(0, 8)}…`;
    return (key && format.keyRefusal) || { status: 401, message };
  }
}

function refuseContent({ format, request, recorded }: Exchange): RequestRefusal | undefined {
  recorded.problems.push(...format.check(request));
  if (!isWellFormed(request.body)) {
    recorded.problems.push("The request body is not valid JSON: no low surrogate in string");
  }
  if (recorded.problems.length === 0) return undefined;
  return { status: 400, message: recorded.problems.join("; ") };
}

/** Says whether no text of a request has half a character in it. */
function isWellFormed(value: unknown): boolean {
  if (typeof value === "string") return value.isWellFormed();
  if (typeof value !== "object" || value === null) return true;
  return Object.entries(value).every(([key, member]) => key.isWellFormed() && isWellFormed(member));
}

function failOnPurpose({ format, fault }: Exchange): RequestRefusal | undefined {
  switch (fault?.kind) {
    case "rate-limit": {
      const headers = {
        "retry-after-ms": String(fault.retryAfterMs),
        "retry-after": String(Math.ceil(fault.retryAfterMs / 1000)),
      };
      return { status: 429, message: "Rate limit reached", headers };
    }
    case "overloaded":
      return { status: format.name === "anthropic-messages" ? 529 : 503, message: "Overloaded" };
    default:
      return undefined;
  }
}

function toWireReply(reply: ScriptedReply, fault: ProviderFault | undefined): WireReply {
  const isBroken = fault?.kind === "malformed-arguments";
  const calls = (reply.calls ?? []).map(({ id = uniqueId("call_"), name, args }) => {
    const json = JSON.stringify(args);
    return { id, name, args, json: isBroken ? json.slice(0, -2) : json };
  });
  const { text, thinking } = reply;
  return {
    calls,
    ...(text !== undefined && { text }),
    ...(thinking !== undefined && { thinking }),
  };
}
