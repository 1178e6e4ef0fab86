import type { JsonRpcRequest } from "@mortise/protocol";
import type { ServerLog } from "../log/mask.ts";
import type { Caller } from "../request/caller.ts";
import { targetOf } from "../request/target.ts";
import type { Access } from "../visibility/access.ts";
import { toViewer } from "../visibility/condition.ts";
import { forbidden } from "./authenticate.ts";

/**
 * Checks that the caller may use an entry; a promise only if its `allow` gives one.
 *
 * @throws ProtocolError the refusal, which the `auth` of an HTTP request words.
 */
export function authorize(
  { scopes, allow }: Access,
  request: JsonRpcRequest,
  { caller, log }: { readonly caller: Caller; readonly log: ServerLog },
): void | Promise<void> {
  const { principal, deny = forbidden } = caller.origin;
  const denial = { method: request.method, target: targetOf(request) ?? request.method };
  const held = principal?.scopes ?? [];
  if (!scopes.every((scope) => held.includes(scope))) throw deny({ ...denial, scopes });
  if (!allow) return;
  const settle = (isAllowed: unknown): void => {
    if (isAllowed !== true) throw deny({ ...denial, scopes: [] });
  };
  const refuse = (error: unknown): false => {
    const message = `allow of ${JSON.stringify(denial.target)} threw, and refuses`;
    log({ level: "error", message, error });
    return false;
  };
  let answer: unknown;
  try {
    answer = allow(toViewer(caller));
  } catch (error) {
    answer = refuse(error);
  }
  return answer instanceof Promise ? answer.catch(refuse).then(settle) : settle(answer);
}
