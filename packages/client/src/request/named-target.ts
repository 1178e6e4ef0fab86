import { namedParameter } from "@mortise/protocol";
import type { Call } from "./call.ts";

/** Returns the tool, the prompt or the URI that a message names; `undefined` if it names none. */
export function namedTarget({
  method,
  params,
}: Pick<Call, "method" | "params">): string | undefined {
  const named = namedParameter(method);
  const target = named === undefined ? undefined : params?.[named];
  return typeof target === "string" ? target : undefined;
}
