import type { JsonRpcRequest } from "@mortise/protocol";
import { ErrorCode, ProtocolError, ToolError } from "@mortise/protocol";
import { isAbort } from "../cancellation/cancelled.ts";
import type { ServerCore } from "../core/server-core.ts";
import { reportFailure } from "../handler/report-failure.ts";
import type { Caller } from "../request/caller.ts";
import { writeToolFailure } from "../tool/tool-result.ts";

/**
 * Answers a request that failed inside its middleware, or because of it.
 *
 * A `ProtocolError` of this server is thrown on. A `ToolError` is a result that the model reads where
 * a tool was called, and a JSON-RPC error with its data elsewhere. All else is masked.
 */
export function settleFailure(
  error: unknown,
  core: ServerCore,
  request: JsonRpcRequest,
  caller: Caller,
): string {
  if (isAbort(caller.lifetime.reason)) throw caller.lifetime.reason;
  // An error that a client inside the middleware received is not this server's answer.
  if (ProtocolError.is(error) && !error.isReceived) throw error;
  reportFailure(caller, error);
  const shown = ToolError.is(error) ? error : core.mask(error, request.method);
  const tool = core.catalogue.findTool(request.params?.["name"], caller);
  if (tool && request.method === "tools/call") return writeToolFailure(tool, shown, caller);
  throw new ProtocolError(ErrorCode.InternalError, shown.message, {
    cause: error,
    data: shown.toModel(),
  });
}
