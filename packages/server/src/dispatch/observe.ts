import type { JsonRpcRequest, Observed } from "@mortise/protocol";
import type { ServerCore } from "../core/server-core.ts";
import type { Caller } from "../request/caller.ts";
import { targetOf } from "../request/target.ts";
import type { Answer } from "../result/answer.ts";
import { Outcome } from "../result/outcome.ts";
import { isProtocolMethod } from "../versioning/method.ts";

/** Answers a request by `work` while the caller's telemetry observes it. */
export function observe(
  core: ServerCore,
  request: JsonRpcRequest,
  caller: Caller,
  work: () => Answer | Promise<Answer>,
): Answer | Promise<Answer> {
  const { telemetry } = caller;
  if (!telemetry) return work();
  return telemetry.observe("server", describe(core, request, caller), (span) => {
    const succeed = (answer: Answer): Answer => {
      span.end({ isToolError: isToolError(request, answer), result: () => String(answer) });
      return answer;
    };
    const fail = (error: unknown): never => {
      span.end({ error });
      throw error;
    };
    let answer: Answer | Promise<Answer>;
    try {
      answer = work();
    } catch (error) {
      return fail(error);
    }
    return answer instanceof Promise ? answer.then(succeed, fail) : succeed(answer);
  });
}

function describe(core: ServerCore, request: JsonRpcRequest, caller: Caller): Observed {
  const { method, id, params } = request;
  const target = targetOf(request);
  return {
    // Callers may send any method and name; metrics labelled with them must stay bounded.
    method: isProtocolMethod(method) || core.extensions.has(method) ? method : "_OTHER",
    target,
    isTargetKnown: target !== undefined && isOffered(core, method, target, caller),
    id,
    revision: caller.revision,
    transport: caller.origin.transport,
    sessionId: caller.origin.sessionId,
    params,
  };
}

function isOffered(core: ServerCore, method: string, name: string, caller: Caller): boolean {
  if (method === "tools/call") return core.catalogue.findTool(name, caller) !== undefined;
  return method === "prompts/get" && core.catalogue.findPrompt(name, caller) !== undefined;
}

function isToolError({ method }: JsonRpcRequest, answer: Answer): boolean {
  return method === "tools/call" && new Outcome(answer).isError;
}
