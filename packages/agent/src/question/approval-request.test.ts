import { expect, test } from "vitest";
import type { ApprovalRequestEvent, ElicitationRequestEvent } from "../event/agent-event.ts";
import { createApprovalRequest, describeRefusal } from "./approval-request.ts";
import { createElicitationRequest } from "./elicitation-request.ts";

const reference = {
  id: "1",
  server: "crm",
  tool: "delete_customer",
  displayName: "Delete",
  args: { id: 1 },
};

test("the request carries the call and what the server says of the tool", () => {
  const { event } = createApprovalRequest(reference, { destructiveHint: true });
  expect(event).toMatchObject({
    type: "approval-request",
    ...reference,
    annotations: { destructiveHint: true },
  });
});

test.each<[unknown, string]>([
  [true, "approved"],
  [Promise.resolve(true), "approved"],
  [false, "refused"],
  [Promise.resolve(false), "refused"],
  ["yes", "refused"],
  [1, "refused"],
  [undefined, "refused"],
])("only true approves: %j", async (value, expected) => {
  const { event, answer } = createApprovalRequest(reference, {});
  (event as ApprovalRequestEvent).answer(value as boolean);
  expect(await answer).toBe(expected);
});

test("a promise that rejects refuses", async () => {
  const { event, answer } = createApprovalRequest(reference, {});
  (event as ApprovalRequestEvent).answer(Promise.reject(new Error("cancelled")));
  expect(await answer).toBe("refused");
});

test("silence is no approval", async () => {
  const { answer, settle } = createApprovalRequest(reference, {});
  settle();
  expect(await answer).toBe("unanswered");
});

test("the model reads why, and that it must not try again", () => {
  const texts = (["refused", "unanswered", "deny"] as const).map(describeRefusal);
  expect(new Set(texts).size).toBe(3);
  for (const text of texts) expect(text).toMatch(/^Not run: .*\. Do not try it again; go on/);
});

test("an elicitation is answered by the user, and cancelled by silence", async () => {
  const params = { message: "Seat?", requestedSchema: { type: "object", properties: {} } };
  const answered = createElicitationRequest("travel", params);
  expect(answered.event).toMatchObject({ type: "elicitation-request", server: "travel", params });
  const accepted = { action: "accept", content: { seat: "window" } } as const;
  (answered.event as ElicitationRequestEvent).answer(accepted);
  expect(await answered.answer).toEqual(accepted);
  const silent = createElicitationRequest("travel", params);
  silent.settle();
  expect(await silent.answer).toEqual({ action: "cancel" });
});
