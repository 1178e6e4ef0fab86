import type { ToolAnnotations } from "@mortise/protocol";
import type { ToolReference } from "../event/agent-event.ts";
import type { Question } from "../event/question.ts";
import { createAnswer } from "../event/question.ts";

/** How an approval was decided. */
export type ApprovalDecision = "approved" | "refused" | "unanswered";

/** Makes the question whether a tool may be called. */
export function createApprovalRequest(
  reference: ToolReference,
  annotations: ToolAnnotations,
): Question<ApprovalDecision> {
  const { answer, give, settle } = createAnswer<ApprovalDecision>("unanswered");
  return {
    event: {
      type: "approval-request",
      ...reference,
      annotations,
      answer: (approved) =>
        give(Promise.resolve(approved).then((yes) => (yes ? "approved" : "refused"))),
    },
    answer,
    settle,
  };
}

/** Tells the model why its call did not run. */
export function describeRefusal(decision: "refused" | "unanswered" | "deny"): string {
  const reasons = {
    refused: "the user did not approve it",
    unanswered: "it needs approval and nobody is there to give it",
    deny: "the policy of this agent does not allow it",
  };
  return `Not run: ${reasons[decision]}. Do not try it again; go on without it and say what was not done.`;
}
