import type { ToolAnnotations } from "@mortise/protocol";
import type { ToolReference } from "../event/agent-event.ts";
import type { Question } from "../event/question.ts";
import { createReply } from "../event/question.ts";

/** How a request for approval was answered. */
export type ApprovalAnswer = "approved" | "refused" | "unanswered";

/** Why a call is not made. */
export type Refusal = Exclude<ApprovalAnswer, "approved"> | "deny";

/** Makes the question whether a tool may be called; only `true` approves, a rejection refuses. */
export function createApprovalRequest(
  reference: ToolReference,
  annotations: ToolAnnotations,
): Question<ApprovalAnswer> {
  const { answer, give, settle } = createReply<ApprovalAnswer>("unanswered");
  const decide = async (approved: boolean | Promise<boolean>): Promise<ApprovalAnswer> => {
    try {
      return (await approved) === true ? "approved" : "refused";
    } catch {
      return "refused";
    }
  };
  return {
    event: {
      type: "approval-request",
      ...reference,
      annotations,
      answer: (isApproved) => give(decide(isApproved)),
    },
    answer,
    settle,
  };
}

const REASONS: Readonly<Record<Refusal, string>> = {
  refused: "the user did not approve it",
  unanswered: "it needs approval, and there was no answer",
  deny: "the policy of this agent does not allow it",
};

/** Says to the model why its call was not made. */
export function describeRefusal(refusal: Refusal): string {
  return `Not run: ${REASONS[refusal]}. Do not try it again; go on without it and say what was not done.`;
}
