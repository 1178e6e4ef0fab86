import type { Failure, WireRow } from "../../contract/index.ts";
import { isJsonObject } from "../../contract/index.ts";
import { readHar } from "./read-har.ts";
import { LOG_FORMAT, LOG_VERSION } from "./write-log.ts";

/** The rows of a log that was read from a file, or why it could not be read. */
export type ReadLog = { readonly rows: readonly WireRow[] } | { readonly failure: Failure };

/** Reads a file that `writeLog` wrote, or a HAR of any program. */
export function readLog(text: string): ReadLog {
  const whole = parse(text);
  if (isJsonObject(whole) && isJsonObject(whole["log"])) return readHar(whole["log"]);
  const lines = text.split("\n");
  const head = parse(lines[0] ?? "");
  if (!isJsonObject(head) || head["format"] !== LOG_FORMAT) {
    return refuse(
      "it is neither a wire log of the inspector nor a HAR file",
      "Choose a file that Export wrote, or a .har of a browser or proxy.",
    );
  }
  if (head["version"] !== LOG_VERSION) {
    return refuse(
      `its version is ${JSON.stringify(head["version"])}, and this inspector reads version ${LOG_VERSION}`,
      "Open it with the inspector that wrote it, or export it again.",
    );
  }
  const rows: WireRow[] = [];
  for (const [at, line] of lines.entries()) {
    if (at === 0 || line === "") continue;
    const row = parse(line);
    if (!isWireRow(row)) {
      return refuse(
        `line ${at + 1} is no row of a wire log`,
        "The file was cut or changed; export it again.",
      );
    }
    rows.push(row);
  }
  return { rows: rows.sort((one, other) => one.id - other.id) };
}

function refuse(cause: string, fix: string): ReadLog {
  return { failure: { code: "INVALID_LOG", step: "read the file", cause, fix } };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const KINDS: ReadonlySet<unknown> = new Set([
  "rpc",
  "http-request",
  "http-response",
  "body",
  "stderr",
  "stray",
  "end",
]);

const RPC_KINDS: ReadonlySet<unknown> = new Set(["request", "result", "error", "notification"]);

function isWireRow(row: unknown): row is WireRow {
  if (!isJsonObject(row)) return false;
  const { rpc, http } = row as { readonly rpc?: unknown; readonly http?: unknown };
  return (
    ["id", "at", "exchange", "bytes"].every((name) => Number.isFinite(row[name])) &&
    ["connection", "lane", "transport", "text"].every((name) => typeof row[name] === "string") &&
    (row["direction"] === "to-server" || row["direction"] === "to-client") &&
    typeof row["isCut"] === "boolean" &&
    KINDS.has(row["kind"]) &&
    ["pair", "ms"].every((name) => row[name] === undefined || Number.isFinite(row[name])) &&
    (rpc === undefined || (isJsonObject(rpc) && RPC_KINDS.has(rpc["kind"]))) &&
    (http === undefined || (isJsonObject(http) && areHeaders(http["headers"])))
  );
}

function areHeaders(headers: unknown): boolean {
  return (
    Array.isArray(headers) &&
    headers.every(
      (pair) =>
        Array.isArray(pair) && pair.length === 2 && pair.every((part) => typeof part === "string"),
    )
  );
}
