import type { RpcSummary } from "../../contract/index.ts";
import { isJsonObject } from "../../contract/index.ts";

/** The parts of a message that its row and its pairing need. */
export interface RpcMessage {
  readonly summary: RpcSummary;
  readonly id?: string | number;
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
}

/** Reads a JSON-RPC message; `undefined` for a text that is none (JSON-RPC 2.0, 4 and 5). */
export function readRpc(text: string): RpcMessage | undefined {
  // Rows that are no JSON are many, such as the lines of a log on stdout.
  if (!/^\s*\{/.test(text)) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isJsonObject(value)) return undefined;
  const { jsonrpc, id, method, result, error } = value;
  if (jsonrpc !== "2.0") return undefined;
  const hasId = typeof id === "string" || typeof id === "number";
  const named = hasId ? { id } : {};
  if (typeof method === "string") {
    const params = isJsonObject(value["params"]) ? value["params"] : {};
    const subject = readSubject(params);
    const kind = hasId ? ("request" as const) : ("notification" as const);
    const summary = { kind, ...named, method, ...(subject !== undefined && { subject }) };
    return { summary, ...named, method, params };
  }
  if (isJsonObject(result)) {
    const isError = result["isError"] === true;
    return { summary: { kind: "result", ...named, ...(isError && { isError }) }, ...named };
  }
  if (isJsonObject(error)) return { summary: { kind: "error", ...named }, ...named };
  return undefined;
}

/** The tool, prompt or URI that a request is about. */
function readSubject(params: Readonly<Record<string, unknown>>): string | undefined {
  const { name, uri, ref } = params;
  const reference = isJsonObject(ref) ? (ref["name"] ?? ref["uri"]) : undefined;
  return [name, uri, reference].find((each) => typeof each === "string") as string | undefined;
}
