import { ErrorCode } from "./error-code.ts";
import type { JsonRpcMessage, RequestId } from "./message.ts";
import { ProtocolError } from "./protocol-error.ts";

/** The ids that come back as they were sent. */
const ID = "a string or an integer within ±(2^53 - 1)";

/** RFC 8259, 8.1: a reader may ignore it. */
const BYTE_ORDER_MARK = "\ufeff";

/**
 * Reads one JSON-RPC message from its text; a byte order mark before it is ignored.
 *
 * @throws ProtocolError `ParseError` when the text is not JSON, `InvalidRequest` when it is no
 * single JSON-RPC 2.0 message. Batches are refused: 2025-06-18 removed them.
 */
export function parseMessage(text: string): JsonRpcMessage {
  let value: unknown;
  try {
    value = JSON.parse(text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ProtocolError(ErrorCode.ParseError, `The message is not valid JSON: ${reason}`, {
      cause,
    });
  }
  return checkMessage(value);
}

/** Checks that a parsed value is one JSON-RPC 2.0 message and returns it; throws `InvalidRequest`. */
export function checkMessage(value: unknown): JsonRpcMessage {
  if (Array.isArray(value)) {
    throw invalid("Batches are not part of MCP; send one message at a time", undefined);
  }
  if (typeof value !== "object" || value === null) {
    throw invalid(`A message must be a JSON object, not ${describe(value)}`, undefined);
  }
  const message = value as Record<string, unknown>;
  const id = message["id"];
  // A larger number would come back as another one, because JSON numbers are doubles here.
  const isReadable = typeof id === "string" || Number.isSafeInteger(id);
  const readableId = isReadable ? (id as RequestId) : undefined;
  if (message["jsonrpc"] !== "2.0") {
    throw invalid(`"jsonrpc" must be "2.0", not ${describe(message["jsonrpc"])}`, readableId);
  }
  if ("method" in message) checkCall(message, readableId);
  else checkAnswer(message, readableId);
  return message as unknown as JsonRpcMessage;
}

function checkCall(message: Record<string, unknown>, id: RequestId | undefined): void {
  if (typeof message["method"] !== "string") {
    throw invalid(`"method" must be a string, not ${describe(message["method"])}`, id);
  }
  if ("id" in message && id === undefined) {
    throw invalid(`"id" must be ${ID}, not ${describe(message["id"])}`, undefined);
  }
  const params = message["params"];
  if (params !== undefined && !isObject(params)) {
    throw invalid(`"params" must be an object, not ${describe(params)}`, id);
  }
}

/** JSON-RPC 2.0, 5 and 5.1: a result or an error, whose code is an integer and whose message is a string. */
function checkAnswer(message: Record<string, unknown>, id: RequestId | undefined): void {
  const { result, error } = message;
  const hasResult = isObject(result);
  const hasError = isObject(error);
  if (hasResult === hasError) {
    throw invalid('A message needs a "method", or else a "result" or an "error" object', id);
  }
  if (hasResult && id === undefined) throw invalid("A result must carry the id of its request", id);
  if (hasError) checkError(error, message["id"], id);
}

function checkError(
  { code, message }: Record<string, unknown>,
  given: unknown,
  id: RequestId | undefined,
): void {
  // An error without an id answers what could not be read.
  if (id === undefined && given !== undefined && given !== null) {
    throw invalid(`The "id" of an error must be ${ID}, or null, not ${describe(given)}`, id);
  }
  if (!Number.isInteger(code)) {
    throw invalid(`The "code" of an error must be an integer, not ${describe(code)}`, id);
  }
  if (typeof message !== "string") {
    throw invalid(`The "message" of an error must be a string, not ${describe(message)}`, id);
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function invalid(message: string, id: RequestId | undefined): ProtocolError {
  return new ProtocolError(ErrorCode.InvalidRequest, message, id === undefined ? {} : { id });
}

function describe(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  if (typeof value === "string") return JSON.stringify(value.slice(0, 40));
  if (typeof value === "object") return "an object";
  return value === undefined ? "missing" : String(value);
}
