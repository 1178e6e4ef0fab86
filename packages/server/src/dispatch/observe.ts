import type { JsonRpcRequest, Observed, Telemetry } from "@mortise/protocol";
import type { ServerCore } from "../core/server-core.ts";
import type { Caller } from "../request/caller.ts";
import { targetOf } from "../request/target.ts";
import type { Answer } from "../result/answer.ts";
import { Outcome } from "../result/outcome.ts";

/** Answers a request by `work` while telemetry watches; `isKnown` tells which methods there are. */
export function observe(
  telemetry: Telemetry,
  core: ServerCore,
  request: JsonRpcRequest,
  caller: Caller,
  isKnown: (method: string) => boolean,
  work: () => Answer | Promise<Answer>,
): Answer | Promise<Answer> {
  return telemetry.observe("server", describe(core, request, caller, isKnown), (span) => {
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

function describe(
  core: ServerCore,
  request: JsonRpcRequest,
  caller: Caller,
  isKnown: (method: string) => boolean,
): Observed {
  const { method, id, params } = request;
  const target = targetOf(request);
  return {
    // Callers make up methods and names at will; what is counted by them must stay bounded.
    method: isKnown(method) ? method : "_OTHER",
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
