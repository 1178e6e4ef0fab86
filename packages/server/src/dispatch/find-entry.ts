import type { JsonRpcRequest } from "@mortise/protocol";
import { ErrorCode, ProtocolError } from "@mortise/protocol";
import type { Completable } from "../completion/complete-entry.ts";
import { readArgument } from "../completion/complete-entry.ts";
import type { ServerCore } from "../core/server-core.ts";
import type { CompiledPrompt } from "../prompt/compile-prompt.ts";
import type { Caller } from "../request/caller.ts";
import type { Found } from "../resource/found.ts";
import { resourceNotFound } from "../resource/resource-not-found.ts";
import { describeName, unknownName } from "../result/describe-name.ts";
import type { CompiledTool } from "../tool/compile-tool.ts";

type Offering = Pick<ServerCore, "catalogue">;

/** Finds the tool of a `tools/call`; throws `InvalidParams` with the names there are. */
export function findTool(
  { catalogue }: Offering,
  { params }: JsonRpcRequest,
  caller: Caller,
): CompiledTool {
  const name = params?.["name"];
  const tool = catalogue.findTool(name, caller);
  if (tool) return tool;
  throw unknownName("tool", name, catalogue.shown("tools", caller));
}

/** Finds the prompt of a `prompts/get`; throws `InvalidParams` with the names there are. */
export function findPrompt(
  { catalogue }: Offering,
  { params }: JsonRpcRequest,
  caller: Caller,
): CompiledPrompt {
  const name = params?.["name"];
  const prompt = catalogue.findPrompt(name, caller);
  if (prompt) return prompt;
  throw unknownName("prompt", name, catalogue.shown("prompts", caller));
}

/** Finds what a `resources/read` names; throws for a URI that nothing answers to. */
export function findResource(
  { catalogue }: Offering,
  { params }: JsonRpcRequest,
  caller: Caller,
): Found {
  const uri = params?.["uri"];
  if (typeof uri !== "string") {
    throw new ProtocolError(ErrorCode.InvalidParams, 'resources/read needs a "uri", a string');
  }
  const found = catalogue.findResource(uri, caller);
  if (found) return found;
  throw resourceNotFound(uri, caller.revision);
}

/** Finds the prompt or template of a `completion/complete`; throws `InvalidParams` for any other reference. */
export function findCompletable(
  { catalogue }: Offering,
  request: JsonRpcRequest,
  caller: Caller,
): Completable {
  // A missing argument is reported ahead of an unknown reference.
  readArgument(request);
  const { type, name, uri } = (request.params?.["ref"] ?? {}) as Readonly<Record<string, unknown>>;
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
