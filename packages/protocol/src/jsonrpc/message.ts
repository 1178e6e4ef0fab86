import type { JsonObject } from "../schema/json.ts";

/** Names a request so that its response can be matched to it (2026-07-28, Basic, Requests). */
export type RequestId = string | number;

/** Asks the other side to do something and answer. */
export interface JsonRpcRequest {
  readonly jsonrpc: "2.0";
  /** Names the request until its response. */
  readonly id: RequestId;
  /** The method. */
  readonly method: string;
  /** The parameters. */
  readonly params?: JsonObject;
}

/** Notifies the other side, without an answer. */
export interface JsonRpcNotification {
  readonly jsonrpc: "2.0";
  /** The method. */
  readonly method: string;
  /** The parameters. */
  readonly params?: JsonObject;
}

/** Answers a request that succeeded. */
export interface JsonRpcResult {
  readonly jsonrpc: "2.0";
  /** The id of the request. */
  readonly id: RequestId;
  /** The result. */
  readonly result: JsonObject;
}

/** The `error` member of a failed response. */
export interface JsonRpcErrorObject {
  /** The error code, a number of JSON-RPC or MCP. */
  readonly code: number;
  /** One sentence about the error. */
  readonly message: string;
  /** Details for programs. */
  readonly data?: unknown;
}

/** Answers a request that failed; `id` is absent when it could not be read. */
export interface JsonRpcFailure {
  readonly jsonrpc: "2.0";
  /** The id of the request; absent if it could not be read. */
  readonly id?: RequestId;
  /** The error. */
  readonly error: JsonRpcErrorObject;
}

/** Answers a request. */
export type JsonRpcResponse = JsonRpcResult | JsonRpcFailure;

/** Anything that travels on the wire. */
export type JsonRpcMessage = JsonRpcRequest | JsonRpcNotification | JsonRpcResponse;

/** Returns whether `message` asks for an answer. */
export function isRequest(message: JsonRpcMessage): message is JsonRpcRequest {
  return "method" in message && "id" in message;
}

/** Returns whether `message` is a notification. */
export function isNotification(message: JsonRpcMessage): message is JsonRpcNotification {
  return "method" in message && !("id" in message);
}

/** Returns whether `message` answers a request. */
export function isResponse(message: JsonRpcMessage): message is JsonRpcResponse {
  return !("method" in message);
}
