import type { Observed } from "@mortise/protocol";
import type { Attributes } from "@opentelemetry/api";

/** The name and attributes of a request. */
export interface Description {
  readonly name: string;
  /** On spans and metrics, so each has few values. */
  readonly shared: Attributes;
  /** On spans alone. */
  readonly own: Attributes;
}

const RESOURCE_METHODS: ReadonlySet<string> = new Set([
  "resources/read",
  "resources/subscribe",
  "resources/unsubscribe",
]);

/**
 * Describes a request in the words of OpenTelemetry's conventions for MCP
 * (open-telemetry/semantic-conventions-genai, docs/gen-ai/mcp.md).
 */
export function describeRequest(request: Observed): Description {
  const { method, target, isTargetKnown, id, sessionId, params } = request;
  const shared: Attributes = { "mcp.method.name": method, ...describeNetwork(request) };
  const own: Attributes = {};
  if (id !== undefined) own["jsonrpc.request.id"] = String(id);
  if (sessionId) own["mcp.session.id"] = sessionId;
  const named = method === "tools/call" ? "gen_ai.tool.name" : "gen_ai.prompt.name";
  if (method === "tools/call") shared["gen_ai.operation.name"] = "execute_tool";
  if (method === "tools/call" || method === "prompts/get") {
    // A name that is not offered is an attribute of the span alone, so it creates no metric series.
    if (target !== undefined) (isTargetKnown ? shared : own)[named] = target;
    const name = isTargetKnown && target !== undefined ? `${method} ${target}` : method;
    return { name, shared, own };
  }
  const uri = RESOURCE_METHODS.has(method) ? params?.["uri"] : undefined;
  if (typeof uri === "string") own["mcp.resource.uri"] = uri;
  return { name: method, shared, own };
}

/** Describes how a request travels. */
function describeNetwork({ revision, transport, address, port }: Observed): Attributes {
  const attributes: Attributes = {};
  if (revision !== undefined) attributes["mcp.protocol.version"] = revision;
  if (transport === "stdio") attributes["network.transport"] = "pipe";
  if (transport === "http") {
    attributes["network.transport"] = "tcp";
    attributes["network.protocol.name"] = "http";
  }
  if (address !== undefined) attributes["server.address"] = address;
  if (port !== undefined) attributes["server.port"] = port;
  return attributes;
}
