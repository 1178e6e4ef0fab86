import type { ResourceContents } from "@mortise/protocol";
import { isModern, ProtocolError, ToolError } from "@mortise/protocol";
import { toBase64 } from "../content/base64.ts";
import type { RequestContext } from "../handler/context.ts";
import { CallContext } from "../handler/context.ts";
import { runHandler } from "../handler/run-handler.ts";
import type { Caller } from "../request/caller.ts";
import type { Answer } from "../result/answer.ts";
import { writeResult } from "../result/identity.ts";
import type { CompiledResource, CompiledTemplate } from "./compile-resource.ts";
import type { ResourceValue } from "./resource.ts";
import type { ResourceCall } from "./resource-call.ts";
import { resourceNotFound } from "./resource-not-found.ts";

/**
 * Reads a resource and returns the JSON text of the `resources/read` result.
 *
 * @throws ProtocolError naming the URI when the handler finds nothing behind it.
 */
export async function readResource(call: ResourceCall): Promise<Answer> {
  const { entry, caller, uri } = call;
  if (entry.answer) return await entry.answer(call.request, caller);
  const context = new CallContext(call, uri);
  try {
    const value = await runHandler(() => run(call, context), call);
    return write(uri, value, entry, caller);
  } catch (error) {
    if (isNotFound(error)) throw resourceNotFound(call.shownUri, caller.revision, error);
    throw error;
  }
}

function run(
  { entry, variables }: ResourceCall,
  context: RequestContext,
): ResourceValue | Promise<ResourceValue> {
  // A template is read with its variables, a fixed resource has none.
  if (variables) return (entry as CompiledTemplate).handler(variables, context);
  return (entry as CompiledResource).handler(context);
}

function isNotFound(error: unknown): error is ProtocolError {
  return ProtocolError.is(error) && ToolError.is(error.cause) && error.cause.code === "not_found";
}

function write(
  uri: string,
  value: ResourceValue,
  entry: CompiledResource | CompiledTemplate,
  caller: Caller,
): string {
  const contents = toContents(uri, value, entry.mimeType);
  return writeResult(
    isModern(caller.revision) ? { contents, ...entry.cache } : { contents },
    caller,
  );
}

function toContents(
  uri: string,
  value: ResourceValue,
  mimeType: string | undefined,
): readonly ResourceContents[] {
  if (typeof value === "string") return [{ uri, mimeType: mimeType ?? "text/plain", text: value }];
  if (value instanceof Uint8Array) return toContents(uri, { bytes: value }, mimeType);
  if ("bytes" in value) {
    const type = value.mimeType ?? mimeType ?? "application/octet-stream";
    return [{ uri, mimeType: type, blob: toBase64(value.bytes) }];
  }
  if ("text" in value) {
    return [{ uri, mimeType: value.mimeType ?? mimeType ?? "text/plain", text: value.text }];
  }
  return value;
}
