import type { JsonObject, JsonRpcRequest, ParameterHeader } from "@mortise/protocol";
import {
  decodeHeaderValue,
  ErrorCode,
  isRevision,
  MetaKey,
  namedParameter,
  ProtocolError,
  readMirroredArgument,
} from "@mortise/protocol";
import type { ServerCore } from "../core/server-core.ts";
import type { Caller } from "../request/caller.ts";
import { describeName } from "../result/describe-name.ts";
import { unsupportedVersion } from "../versioning/modern-caller.ts";
import type { HttpExchange } from "./exchange/exchange.ts";

/**
 * Checks that the header names the version that the body names, before the version itself is judged.
 *
 * @throws ProtocolError `HeaderMismatch` where the body names another version than the header, and
 * `UnsupportedProtocolVersion` where the header alone names one, which is not served.
 */
export function checkVersionHeader(exchange: HttpExchange, request: JsonRpcRequest): void {
  const meta = request.params?.["_meta"] as JsonObject | undefined;
  const version = meta?.[MetaKey.protocolVersion];
  const named = exchange.header("mcp-protocol-version");
  if (typeof version === "string") compare("MCP-Protocol-Version", named, version);
  // A body without a version is refused for that, as it is on every transport; but a revision that
  // is not served gets that error in every era.
  else if (named !== undefined && !isRevision(named)) throw unsupportedVersion(named);
}

/**
 * Checks that the headers say what the body says, so that nothing on the way was misled
 * (2026-07-28, Streamable HTTP, Server Validation).
 *
 * @throws ProtocolError `HeaderMismatch` naming the header, what it says and what the body says.
 */
export function checkHeaders(
  exchange: HttpExchange,
  request: JsonRpcRequest,
  { catalogue, extensions }: Pick<ServerCore, "catalogue" | "extensions">,
  caller: Caller,
): void {
  const { method, params } = request;
  compare("Mcp-Method", exchange.header("mcp-method"), method);
  const named = namedParameter(method) ?? extensions.namedParameter(method);
  if (named === undefined) return;
  const name = params?.[named];
  // A body without a name is answered by the method itself, which knows what is missing.
  if (typeof name !== "string") return;
  compareEncoded("Mcp-Name", exchange.header("mcp-name"), name);
  if (method !== "tools/call") return;
  const tool = catalogue.findTool(name, caller);
  if (tool === undefined || tool.headers.length === 0) return;
  for (const header of tool.headers) {
    checkParameter(exchange, header, params?.["arguments"] as JsonObject | undefined);
  }
}

function checkParameter(
  exchange: HttpExchange,
  header: ParameterHeader,
  input: JsonObject | undefined,
): void {
  const sent = exchange.header(header.header.toLowerCase());
  const expected = readMirroredArgument(header, input);
  if (sent === undefined && expected === undefined) return;
  if (header.type === "integer" && sent !== undefined && expected !== undefined) {
    const isSame = /^-?\d+(\.0+)?$/.test(sent.trim()) && Number(sent) === Number(expected);
    if (isSame) return;
  }
  compareEncoded(header.header, sent, expected);
}

/** The characters of a header value (RFC 9110, 5.5): visible ASCII, spaces and tabs. */
const PLAIN = /^[\t\x20-\x7e]*$/;

function compareEncoded(
  header: string,
  sent: string | undefined,
  expected: string | undefined,
): void {
  if (sent === undefined) {
    compare(header, sent, expected);
    return;
  }
  if (!PLAIN.test(sent)) {
    throw mismatch(`${header} ${JSON.stringify(sent)} is not ASCII; write it as =?base64?…?=`);
  }
  const decoded = decodeHeaderValue(sent.trim());
  if (decoded === undefined) {
    throw mismatch(`${header} ${JSON.stringify(sent)} is not valid base64`);
  }
  compare(header, decoded, expected);
}

function compare(header: string, sent: string | undefined, expected: string | undefined): void {
  if (sent === expected) return;
  if (sent === undefined) {
    throw mismatch(`the ${header} header is missing, and the body says ${show(expected)}`);
  }
  throw mismatch(`${header} says ${show(sent)}, and the body says ${show(expected)}`);
}

/** A name in the body may have megabytes. */
function show(value: string | undefined): string {
  return value === undefined ? "nothing" : JSON.stringify(describeName(value));
}

function mismatch(what: string): ProtocolError {
  return new ProtocolError(ErrorCode.HeaderMismatch, `Header mismatch: ${what}`);
}
