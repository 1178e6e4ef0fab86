import type { ToolErrorOptions } from "@mortise/protocol";
import { ToolError } from "@mortise/protocol";
import type { JsonValue } from "../schema/json-value.ts";
import { NotJson, toJsonValue } from "../schema/json-value.ts";
import type { CompiledTool } from "./compile-tool.ts";

/** Makes the error of a tool that gave what cannot be sent; the model reads it. */
export function refuseResult(
  tool: CompiledTool,
  reason: string,
  options: Omit<ToolErrorOptions, "code"> = {},
): ToolError {
  return new ToolError(`Tool ${tool.name} gave a result ${reason}`, {
    ...options,
    code: "invalid_output",
  });
}

/**
 * Returns a value of a tool as JSON writes it; `part` names the part of the result that it is.
 *
 * @throws ToolError that names the place of what is no JSON.
 */
export function toResultJson(
  tool: CompiledTool,
  value: unknown,
  part = "",
): JsonValue | Promise<JsonValue> {
  const refuse = (error: unknown): never => {
    if (!(error instanceof NotJson)) throw error;
    throw refuseResult(tool, `that is not JSON: ${part}${error.message}`);
  };
  try {
    const json = toJsonValue(value);
    return json instanceof Promise ? json.catch(refuse) : json;
  } catch (error) {
    return refuse(error);
  }
}
