import { isModern, ProtocolError, ToolError } from "@mortise/protocol";
import type { RequestContext } from "../handler/context.ts";
import { CallContext } from "../handler/context.ts";
import { runHandler } from "../handler/run-handler.ts";
import type { Answer } from "../result/answer.ts";
import { endResult } from "../result/identity.ts";
import type { CompiledResource, CompiledTemplate } from "./compile-resource.ts";
import type { ResourceValue } from "./resource.ts";
import type { ResourceCall } from "./resource-call.ts";
import { resourceNotFound } from "./resource-not-found.ts";
import type { ReadParts } from "./to-contents.ts";
import { toContents } from "./to-contents.ts";

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
    const { mimeType } = entry;
    const source = { uri, where: call.where, mimeType };
    const read = async () => toContents(source, await run(call, context));
    return write(await runHandler(read, call), call);
  } catch (error) {
    if (isNotFound(error)) throw resourceNotFound(call.shownUri, caller.revision, { cause: error });
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

function write(parts: ReadParts, { entry, caller }: ResourceCall): string {
  const { contents, meta } = parts;
  const members = isModern(caller.revision) ? { contents, ...entry.cache } : { contents };
  return endResult(JSON.stringify(members).slice(0, -1), caller, meta);
}
