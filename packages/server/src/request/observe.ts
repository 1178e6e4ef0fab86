import type { JsonObject, JsonRpcRequest, Telemetry } from "@mortise/protocol";
import { targetOf } from "../middleware/target.ts";
import type { Caller } from "./caller.ts";
import type { Answer } from "./dispatch.ts";

/** Answers a request by `work` while telemetry watches. */
export function observe(
  telemetry: Telemetry,
  request: JsonRpcRequest,
  caller: Caller,
  work: () => Answer | Promise<Answer>,
): Answer | Promise<Answer> {
  const observed = {
    method: request.method,
    target: targetOf(request),
    id: request.id,
    revision: caller.revision,
    transport: caller.origin.transport,
    sessionId: caller.origin.sessionId,
    meta: request.params?.["_meta"] as JsonObject | undefined,
  };
  return telemetry.observe("server", observed, (span) => {
    const succeed = (answer: Answer): Answer => {
      span.end({ isError: isToolFailure(answer) });
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

/** A failed tool says so at the end of its result; what a tool writes itself is quoted in JSON. */
function isToolFailure(answer: Answer): boolean {
  return typeof answer === "string" && answer.includes(',"isError":true');
}
