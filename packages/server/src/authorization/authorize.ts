import type { Clock, JsonRpcRequest } from "@mortise/protocol";
import type { ServerLog } from "../log/mask.ts";
import type { Caller } from "../request/caller.ts";
import { targetOf } from "../request/target.ts";
import { describeName } from "../result/describe-name.ts";
import type { Access } from "../visibility/access.ts";
import { toViewer } from "../visibility/condition.ts";
import { forbidden } from "./authenticate.ts";
import { heldScopes } from "./held-scopes.ts";

/** The use of an entry that is to be permitted. */
export interface Use {
  readonly core: { readonly clock: Clock; readonly log: ServerLog };
  readonly caller: Caller;
  /** Milliseconds that `allow` may take. */
  readonly timeout: number;
}

/**
 * Checks that the caller may use an entry; a promise only if its `allow` gives one.
 *
 * Throws the reason of an abort of the request, or rejects with it.
 *
 * @throws ProtocolError the refusal, which the `auth` of an HTTP request words.
 */
export function authorize(access: Access, request: JsonRpcRequest, use: Use): void | Promise<void> {
  const { deny = forbidden } = use.caller.origin;
  const { scopes } = access;
  const denial = { method: request.method, target: targetOf(request) ?? request.method };
  if (!hasScopes(access, use)) throw deny({ ...denial, scopes });
  const settle = (isPermitted: boolean): void => {
    if (!isPermitted) throw deny({ ...denial, scopes: [] });
  };
  const answer = isAllowed(access, denial.target, use);
  return answer instanceof Promise ? answer.then(settle) : settle(answer);
}

/**
 * Returns whether the caller may use `target`, and refuses nothing; a promise only if its `allow`
 * gives one. Throws the reason of an abort of the request, or rejects with it.
 */
export function permits(access: Access, target: string, use: Use): boolean | Promise<boolean> {
  return hasScopes(access, use) && isAllowed(access, target, use);
}

/**
 * Returns whether the `allow` of an entry permits the caller, whatever its scopes are; a promise only if
 * `allow` gives one. Throws the reason of an abort of the request, or rejects with it.
 *
 * Lists show the entries that it permits: a caller can ask for scopes of what it sees.
 */
export function allows(access: Access, target: string, use: Use): boolean | Promise<boolean> {
  return isAllowed(access, target, use);
}

function hasScopes({ scopes }: Access, { core, caller }: Use): boolean {
  if (scopes.length === 0) return true;
  const held = heldScopes(caller.origin.principal, core.log);
  return scopes.every((scope) => held.includes(scope));
}

/** Asks `allow`; one that throws, rejects or does not settle in time is logged and refuses. */
function isAllowed({ allow }: Access, target: string, use: Use): boolean | Promise<boolean> {
  if (!allow) return true;
  const refuse = (fault: string, error?: unknown): false => {
    const message = `allow of ${JSON.stringify(describeName(target))} ${fault}, and refuses`;
    use.core.log({ level: "error", message, ...(error !== undefined && { error }) });
    return false;
  };
  let answer: unknown;
  try {
    answer = allow(toViewer(use.caller));
  } catch (error) {
    return refuse("threw", error);
  }
  if (!(answer instanceof Promise)) {
    const { isAborted, reason } = use.caller.lifetime;
    // A rule may end the request that it decides, whose handler must not run then.
    if (isAborted) throw reason;
    return answer === true;
  }
  const decided = answer.then(
    (given: unknown) => given === true,
    (error: unknown) => refuse("threw", error),
  );
  const seconds = use.timeout / 1000;
  return inTime(decided, use, () => refuse(`did not settle within ${seconds} s`));
}

/** Waits for `decided`, but not beyond the timeout or an abort of the request. */
async function inTime(
  decided: Promise<boolean>,
  { core, caller: { lifetime }, timeout }: Use,
  onTimeout: () => false,
): Promise<boolean> {
  const { promise, resolve, reject } = Promise.withResolvers<boolean>();
  const { signal } = lifetime;
  const stop = (): void => reject(lifetime.reason);
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();
  const isLimited = timeout !== Number.POSITIVE_INFINITY;
  const cancel = isLimited
    ? core.clock.schedule(timeout, () => resolve(onTimeout()))
    : () => undefined;
  try {
    return await Promise.race([decided, promise]);
  } finally {
    cancel();
    signal.removeEventListener("abort", stop);
  }
}
