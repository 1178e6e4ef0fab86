import type { JsonObject, JsonRpcRequest } from "@mortise/protocol";
import { namedParameter } from "@mortise/protocol";

/** The parameters of `request` with another tool, prompt or resource in the place of its own. */
export function retarget({ method, params }: JsonRpcRequest, name: string): JsonObject {
  if (method === "completion/complete") {
    const ref = params?.["ref"] as JsonObject;
    const key = ref["type"] === "ref/resource" ? "uri" : "name";
    return { ...params, ref: { ...ref, [key]: name } };
  }
  return { ...params, [namedParameter(method) ?? "name"]: name };
}
