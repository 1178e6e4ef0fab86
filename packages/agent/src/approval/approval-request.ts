import type { ToolAnnotations } from "@mortise/protocol";
import type { ApprovalRequestEvent, ToolReference } from "../event/agent-event.ts";

/** How an approval was decided. */
export type ApprovalDecision = "approved" | "refused" | "unanswered";

/** A question to whoever reads the events. */
export interface ApprovalRequest {
  event: ApprovalRequestEvent;
  decision: Promise<ApprovalDecision>;
  /** Counts as no answer, unless one was given. */
  settle(): void;
}

/** Makes the event that asks for approval, with the promise of its answer. */
export function createApprovalRequest(
  reference: ToolReference,
  annotations: ToolAnnotations,
): ApprovalRequest {
  const { promise, resolve, reject } = Promise.withResolvers<ApprovalDecision>();
  let answered = false;
  const event: ApprovalRequestEvent = {
    type: "approval-request",
    ...reference,
    annotations,
    answer(approved) {
      if (answered) return;
      answered = true;
      Promise.resolve(approved).then((yes) => resolve(yes ? "approved" : "refused"), reject);
    },
  };
  const settle = (): void => {
    if (!answered) resolve("unanswered");
  };
  return { event, decision: promise, settle };
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
