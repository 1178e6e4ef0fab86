import type { JsonRpcRequest } from "@mortise/protocol";
import { namedParameter } from "@mortise/protocol";

/** The tool or prompt that a request names, or the URI. */
export function targetOf({ method, params }: JsonRpcRequest): string | undefined {
  const named = namedParameter(method);
  const target = named === undefined ? undefined : params?.[named];
  return typeof target === "string" ? target : undefined;
}
