import type { JsonObject, JsonRpcRequest, StandardResult } from "@mortise/protocol";
import { repairArguments } from "@mortise/protocol";
import type { ServerCore } from "../core/server-core.ts";
import type { CompiledPrompt } from "../prompt/compile-prompt.ts";
import { fitArguments } from "../prompt/fit-arguments.ts";
import type { Caller } from "../request/caller.ts";
import { withRepairs } from "../request/repaired.ts";
import type { CompiledTool } from "../tool/compile-tool.ts";

/**
 * Repairs the arguments of a `tools/call` or `prompts/get` before middleware sees them, so that what
 * it permits or counts is what the handler gets; a promise only if the schema validates with one.
 *
 * Arguments that fit, and those that cannot be repaired, stay as they are.
 */
export function repairCall(
  core: ServerCore,
  request: JsonRpcRequest,
  caller: Caller,
): JsonRpcRequest | Promise<JsonRpcRequest> {
  const given = request.params?.["arguments"];
  if (typeof given !== "object" || given === null) return request;
  const name = request.params?.["name"];
  if (request.method === "tools/call") {
    const tool = core.catalogue.findTool(name, caller);
    return tool ? repairToolCall(tool, request, given) : request;
  }
  if (request.method !== "prompts/get") return request;
  const prompt = core.catalogue.findPrompt(name, caller);
  return prompt ? repairPromptGet(prompt, request, given) : request;
}

function repairToolCall(
  tool: CompiledTool,
  request: JsonRpcRequest,
  given: object,
): JsonRpcRequest | Promise<JsonRpcRequest> {
  const repair = (): JsonRpcRequest | Promise<JsonRpcRequest> => repairFor(tool, request, given);
  // A tool that another one answers has the schema of that one behind the schema that it shows.
  if (tool.answer || !tool.input) return tool.answer ? repair() : request;
  const checked = validate(tool, given);
  if (checked instanceof Promise)
    return checked.then((found) => (found?.issues ? repair() : request));
  return checked?.issues ? repair() : request;
}

async function repairPromptGet(
  { input, answer }: CompiledPrompt,
  request: JsonRpcRequest,
  given: object,
): Promise<JsonRpcRequest> {
  if (!input) return request;
  const change = (value: unknown): JsonRpcRequest =>
    value === given
      ? request
      : { ...request, params: { ...request.params, arguments: value as JsonObject } };
  try {
    const { value, checked } = await fitArguments(input, given);
    if (!checked.issues) return change(value);
    // The schema that validates may know the arguments by other names than those that are shown.
    return answer ? change(repairArguments(given, input.json).value) : request;
  } catch {
    // A schema that throws is reported where the prompt is rendered.
    return request;
  }
}

function repairFor(
  tool: CompiledTool,
  request: JsonRpcRequest,
  given: object,
): JsonRpcRequest | Promise<JsonRpcRequest> {
  const { value, repairs } = repairArguments(given, tool.listed.inputSchema);
  if (repairs.length === 0) return request;
  const repaired = withRepairs(request, { ...request.params, arguments: value }, repairs);
  if (tool.answer) return repaired;
  const again = validate(tool, value);
  // The refusal is to speak of the arguments as they came.
  const finish = (found: StandardResult<unknown> | undefined): JsonRpcRequest =>
    found && !found.issues ? repaired : request;
  return again instanceof Promise ? again.then(finish) : finish(again);
}

/** Validates as the call will; a schema that throws is reported there. */
function validate(
  { input }: CompiledTool,
  value: unknown,
): StandardResult<unknown> | undefined | Promise<StandardResult<unknown> | undefined> {
  try {
    const checked = input?.validate(value);
    return checked instanceof Promise ? checked.catch(() => undefined) : checked;
  } catch {
    return undefined;
  }
}
