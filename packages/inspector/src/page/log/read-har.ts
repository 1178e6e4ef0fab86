import type { JsonObject } from "@mortise/protocol";
import type { RpcSummary, WireRow } from "../../contract/index.ts";
import { isJsonObject } from "../../contract/index.ts";
import { messageOf } from "./frame.ts";
import { splitEvents } from "./sse-event.ts";

/** Reads the `log` of a HAR file as rows; entries without a request are left out. */
export function readHar(log: JsonObject): { readonly rows: readonly WireRow[] } {
  const entries = Array.isArray(log["entries"]) ? log["entries"].filter(isJsonObject) : [];
  const rows: WireRow[] = [];
  for (const [at, entry] of entries.entries()) {
    rows.push(...readEntry(entry, at + 1, rows.length + 1));
  }
  return { rows };
}

function readEntry(entry: JsonObject, exchange: number, firstId: number): WireRow[] {
  const { request, response } = entry as {
    readonly request?: unknown;
    readonly response?: unknown;
  };
  if (!isJsonObject(request)) return [];
  const startedAt = Date.parse(textOf(entry["startedDateTime"])) || 0;
  const took = typeof entry["time"] === "number" ? entry["time"] : 0;
  const url = textOf(request["url"]);
  const [client = "file", server = URL.canParse(url) ? new URL(url).host : "file"] = textOf(
    entry["comment"],
  )
    .split(" → ")
    .filter((part) => part !== "");
  const rows: WireRow[] = [];
  const add = (row: Partial<WireRow> & Pick<WireRow, "kind" | "direction">): WireRow => {
    const text = row.text ?? "";
    const whole: WireRow = {
      id: firstId + rows.length,
      at: startedAt + (row.direction === "to-client" ? took : 0),
      connection: server,
      lane: client,
      transport: "http",
      exchange,
      bytes: new TextEncoder().encode(text).length,
      isCut: false,
      ...row,
      text,
    };
    rows.push(whole);
    return whole;
  };
  add({
    kind: "http-request",
    direction: "to-server",
    http: { method: textOf(request["method"]), url, headers: headersOf(request) },
  });
  const postData = isJsonObject(request["postData"]) ? textOf(request["postData"]["text"]) : "";
  const sent = postData === "" ? undefined : add(toMessage(postData, "to-server"));
  if (!isJsonObject(response)) return rows;
  add({
    kind: "http-response",
    direction: "to-client",
    pair: firstId,
    ms: took,
    http: { status: Number(response["status"]) || 0, headers: headersOf(response) },
  });
  const body = isJsonObject(response["content"]) ? textOf(response["content"]["text"]) : "";
  for (const text of splitEvents(body)) {
    const message = toMessage(text, "to-client");
    const answers = message.rpc?.id !== undefined && message.rpc.id === sent?.rpc?.id;
    add(
      answers && sent !== undefined && message.rpc !== undefined
        ? { ...message, pair: sent.id, ms: took, rpc: { ...message.rpc, ...namesOf(sent.rpc) } }
        : message,
    );
  }
  return rows;
}

function namesOf(rpc: RpcSummary | undefined): Pick<RpcSummary, "method" | "subject"> {
  return {
    ...(rpc?.method === undefined ? {} : { method: rpc.method }),
    ...(rpc?.subject === undefined ? {} : { subject: rpc.subject }),
  };
}

function toMessage(
  text: string,
  direction: WireRow["direction"],
): Pick<WireRow, "kind" | "direction" | "text" | "rpc"> {
  const rpc = summarise(text);
  return rpc === undefined
    ? { kind: "body", direction, text }
    : { kind: "rpc", direction, text, rpc };
}

function summarise(text: string): RpcSummary | undefined {
  const message = messageOf(text);
  if (message?.["jsonrpc"] !== "2.0") return undefined;
  const { id, method, params, result } = message as {
    readonly id?: unknown;
    readonly method?: unknown;
    readonly params?: unknown;
    readonly result?: unknown;
  };
  const names = {
    ...(typeof id === "string" || typeof id === "number" ? { id } : {}),
    ...(typeof method === "string" ? { method } : {}),
  };
  if (method !== undefined) {
    const subject = isJsonObject(params) ? (params["name"] ?? params["uri"]) : undefined;
    return {
      kind: id === undefined ? "notification" : "request",
      ...names,
      ...(typeof subject === "string" ? { subject } : {}),
    };
  }
  if (message["error"] !== undefined) return { kind: "error", ...names };
  const isError = isJsonObject(result) && result["isError"] === true;
  return { kind: "result", ...names, ...(isError ? { isError } : {}) };
}

function headersOf(message: JsonObject): readonly (readonly [string, string])[] {
  const headers = Array.isArray(message["headers"]) ? message["headers"].filter(isJsonObject) : [];
  return headers.map(({ name, value }) => [textOf(name), textOf(value)] as const);
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
