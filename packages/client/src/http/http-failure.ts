import type { JsonRpcFailure } from "@mortise/protocol";
import { MortiseError, ProtocolError, toLogLine } from "@mortise/protocol";
import { missingScopes } from "../authorization/challenge.ts";
import { parseRetryAfter } from "../request/retry-after.ts";
import { readBody } from "./read-body.ts";

/** The largest part of a failed response's body that is read. */
const MAX_BODY_BYTES = 65_536;
const EXCERPT_LENGTH = 200;

/** The request that failed. */
export interface FailedRequest {
  /** The HTTP method. */
  readonly method: string;
  /** Without its query, which may hold secrets. */
  readonly url: string;
  /** Removes the connection's credentials from a text of the server. */
  readonly redact: (text: string) => string;
  /** Removes them from the texts of a JSON value. */
  readonly redactJson: <Value>(value: Value) => Value;
}

/**
 * Turns a non-2xx response into an error.
 *
 * A JSON-RPC error in the body becomes a ProtocolError whose cause holds the status; refused
 * credentials (401, 403) and everything else are MortiseError `HTTP_ERROR`, whose cause is the
 * JSON-RPC error of refused credentials.
 */
export async function readFailure(response: Response, request: FailedRequest): Promise<Error> {
  const { redact, redactJson } = request;
  const { status } = response;
  const statusText = redact(response.statusText);
  const body = await readBody(response, MAX_BODY_BYTES).catch(() => "");
  const readHeader = (name: string): string | undefined => {
    const value = response.headers.get(name);
    return value === null ? undefined : redact(value);
  };
  const challenge = readHeader("www-authenticate");
  const target = readHeader("location");
  const location = target === undefined ? undefined : withoutQuery(target, request.url);
  const scopes = status === 403 ? missingScopes(challenge) : undefined;
  if (scopes !== undefined) {
    return new MortiseError(
      "AUTHORIZATION_FAILED",
      `${request.method} ${request.url} was answered 403: the credentials lack a scope${scopes.length === 0 ? "" : ` (it wants ${scopes.join(", ")})`}; get credentials that have it, or pass \`auth\`, whose onChallenge can`,
      { data: { status, scopes, ...(challenge !== undefined && { challenge }) } },
    );
  }
  const retryAfterMs =
    status === 429 || status === 503 ? parseRetryAfter(response.headers) : undefined;
  const received = readError(body);
  const areCredentialsRefused = status === 401 || status === 403;
  const failure = new MortiseError(
    "HTTP_ERROR",
    `${request.method} ${request.url} was answered ${status} ${statusText}`.trimEnd() +
      explain(status, location && { location, url: request.url }, {
        retryAfterMs,
        isAnswer: received !== undefined,
      }) +
      quote(redact(received?.message ?? body.trim()), received !== undefined),
    {
      ...(areCredentialsRefused && received && { cause: toProtocolError(redactJson(received)) }),
      data: {
        status,
        ...(challenge !== undefined && { challenge }),
        ...(location !== undefined && { location }),
        ...(retryAfterMs !== undefined && { retryAfterMs }),
      },
    },
  );
  if (areCredentialsRefused || received === undefined) return failure;
  return toProtocolError(redactJson(received), failure);
}

function toProtocolError(
  { code, message, data }: JsonRpcFailure["error"],
  cause?: Error,
): ProtocolError {
  return new ProtocolError(code, message, { data, cause, isReceived: true });
}

/** Quotes the words of the server: a message as it is, a body of any kind as one JSON text. */
function quote(words: string, isMessage: boolean): string {
  const excerpt = words.slice(0, EXCERPT_LENGTH);
  if (excerpt === "") return "";
  return `: ${isMessage ? toLogLine(excerpt) : JSON.stringify(excerpt)}`;
}

interface Reply {
  readonly retryAfterMs: number | undefined;
  /** Whether the body is one of the protocol. */
  readonly isAnswer: boolean;
}

function explain(
  status: number,
  redirect: { readonly location: string; readonly url: string } | undefined | "",
  { retryAfterMs, isAnswer }: Reply,
): string {
  if (retryAfterMs !== undefined) return ` (try again in ${retryAfterMs / 1000} s)`;
  if (redirect && status >= 300 && status < 400) {
    const { location, url } = redirect;
    const isSame = URL.parse(location)?.origin === URL.parse(url)?.origin;
    return isSame
      ? ` (it points to ${location}, by a redirect that may change the method, which is not followed; connect to that URL)`
      : ` (it points to ${location}; redirects to other origins are not followed, so connect to that URL if you trust it)`;
  }
  if (status === 401) return " (the server wants credentials; pass `auth` or `headers`)";
  if (status === 403) return " (the server refuses these credentials, or this origin)";
  if (status === 404 && !isAnswer) return " (no MCP endpoint is at this path, which is often /mcp)";
  return "";
}

/** Names the target of a redirect; its query and user may be secrets. */
function withoutQuery(location: string, url: string): string {
  const target = URL.parse(location, url);
  if (target === null) return "a place that is no URL";
  return `${target.protocol}//${target.host}${target.pathname}`;
}

function readError(body: string): JsonRpcFailure["error"] | undefined {
  try {
    const { error } = JSON.parse(body) as Partial<JsonRpcFailure>;
    const isError = typeof error?.code === "number" && typeof error.message === "string";
    return isError ? error : undefined;
  } catch {
    return undefined;
  }
}
