import type { ElicitRequestParams, ElicitResult } from "@mortise/protocol";
import type { Question } from "../event/question.ts";
import { createReply } from "../event/question.ts";

/** Makes the question that a server has for the user; silence cancels it (Elicitation). */
export function createElicitationRequest(
  server: string,
  params: ElicitRequestParams,
): Question<ElicitResult> {
  const { answer, give, settle } = createReply<ElicitResult>({ action: "cancel" });
  return { event: { type: "elicitation-request", server, params, answer: give }, answer, settle };
}
