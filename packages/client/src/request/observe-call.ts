import type { JsonObject, RequestId, Telemetry, Transport } from "@mortise/protocol";
import type { Call } from "./call.ts";
import { namedTarget } from "./named-target.ts";

/** The telemetry of a connection, and the address of its server. */
export interface Watch {
  /** Observes each request. */
  readonly telemetry: Telemetry;
  /** The host and port of a URL. */
  readonly address?: string;
  /** The port of a URL. */
  readonly port?: number;
}

/**
 * Sends a request as one observed operation, whose trace context the request carries in its `_meta`
 * (2026-07-28, Basic, `_meta`).
 *
 * Each round of a multi-round-trip request is an operation of its own, as it is a request with an
 * id of its own.
 */
export function observeCall(
  { telemetry, address, port }: Watch,
  call: Call,
  { id, transport }: { readonly id: RequestId; readonly transport: Transport },
  send: (call: Call) => Promise<JsonObject>,
): Promise<JsonObject> {
  const { method, params, revision } = call;
  const observed = {
    method,
    target: namedTarget(call),
    isTargetKnown: true,
    id,
    revision,
    transport: transport.kind,
    sessionId: transport.sessionId,
    params,
    address,
    port,
  };
  return telemetry.observe("client", observed, async (span) => {
    try {
      const result = await send(span.meta === undefined ? call : withMeta(call, span.meta));
      const isToolError = method === "tools/call" && result["isError"] === true;
      span.end({ isToolError, result: () => JSON.stringify(result) });
      return result;
    } catch (error) {
      span.end({ error });
      throw error;
    }
  });
}

function withMeta(call: Call, meta: JsonObject): Call {
  if (Object.keys(meta).length === 0) return call;
  const own = call.params?.["_meta"] as JsonObject | undefined;
  return { ...call, params: { ...call.params, _meta: { ...own, ...meta } } };
}
