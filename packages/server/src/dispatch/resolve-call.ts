import type { JsonRpcRequest } from "@mortise/protocol";
import { ErrorCode, ProtocolError } from "@mortise/protocol";
import type { Completable } from "../completion/completion-call.ts";
import { CompletionCall, readArgument } from "../completion/completion-call.ts";
import type { ServerCore } from "../core/server-core.ts";
import { PromptCall } from "../prompt/prompt-call.ts";
import type { Caller } from "../request/caller.ts";
import { ResourceCall } from "../resource/resource-call.ts";
import { resourceNotFound } from "../resource/resource-not-found.ts";
import { describeName, unknownName } from "../result/describe-name.ts";
import { ToolCall } from "../tool/tool-call.ts";

/** Finds the tool of a `tools/call`; throws `InvalidParams` with the names there are. */
export function resolveToolCall(
  core: ServerCore,
  request: JsonRpcRequest,
  caller: Caller,
): ToolCall {
  const name = request.params?.["name"];
  const tool = core.catalogue.findTool(name, caller);
  if (tool) return new ToolCall(tool, request, caller, core);
  throw unknownName("tool", name, core.catalogue.known("tools", caller));
}

/** Finds the prompt of a `prompts/get`; throws `InvalidParams` with the names there are. */
export function resolvePromptCall(
  core: ServerCore,
  request: JsonRpcRequest,
  caller: Caller,
): PromptCall {
  const name = request.params?.["name"];
  const prompt = core.catalogue.findPrompt(name, caller);
  if (prompt) return new PromptCall(prompt, request, caller, core);
  throw unknownName("prompt", name, core.catalogue.known("prompts", caller));
}

/** Finds the resource or template of a `resources/read`; throws for a URI that nothing answers to. */
export function resolveResourceCall(
  core: ServerCore,
  request: JsonRpcRequest,
  caller: Caller,
): ResourceCall {
  const uri = request.params?.["uri"];
  if (typeof uri !== "string") {
    throw new ProtocolError(ErrorCode.InvalidParams, 'resources/read needs a "uri", a string');
  }
  const found = core.catalogue.findResource(uri, caller);
  if (!found) throw resourceNotFound(uri, caller.revision, { known: knownUris(core, caller, uri) });
  const call = new ResourceCall(found.entry, request, caller, core);
  call.variables = found.variables;
  return call;
}

/**
 * The URIs and templates that the caller may see and could have meant by `wanted`; a template that it
 * matches has refused its values, such as a path out of its folder.
 */
function knownUris({ catalogue }: ServerCore, caller: Caller, wanted: string): readonly string[] {
  const resources = catalogue.known("resources", caller).map(({ uri }) => uri);
  const templates = catalogue
    .known("templates", caller)
    .filter(({ template }) => template.match(wanted) === undefined)
    .map(({ template }) => template.template);
  return [...resources, ...templates];
}

/**
 * Finds the prompt or template of a `completion/complete`; throws `InvalidParams` for any other
 * reference and for a request without an argument.
 */
export function resolveCompletionCall(
  core: ServerCore,
  request: JsonRpcRequest,
  caller: Caller,
): CompletionCall {
  // A missing argument is reported ahead of an unknown reference.
  readArgument(request);
  return new CompletionCall(findCompletable(core, request, caller), request, caller, core);
}

function findCompletable(
  { catalogue }: ServerCore,
  { params }: JsonRpcRequest,
  caller: Caller,
): Completable {
  const { type, name, uri } = (params?.["ref"] ?? {}) as Readonly<Record<string, unknown>>;
  if (type === "ref/prompt" && typeof name === "string") {
    const prompt = catalogue.findPrompt(name, caller);
    if (prompt) return prompt;
  } else if (type === "ref/resource" && typeof uri === "string") {
    const entry = catalogue.findNamed(uri, caller);
    if (entry) return entry;
  } else {
    throw new ProtocolError(
      ErrorCode.InvalidParams,
      'completion/complete needs a "ref" of type "ref/prompt" with a "name", or "ref/resource" with a "uri"',
    );
  }
  throw new ProtocolError(
    ErrorCode.InvalidParams,
    `There is no ${type === "ref/prompt" ? "prompt" : "resource"} ${describeName(name ?? uri)} to complete`,
  );
}
