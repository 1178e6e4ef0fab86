import { expect, test } from "vitest";
import type { Ask } from "../../contract/index.ts";
import { countAnswers, forgetAnswers, recallAnswer, rememberAnswer } from "./remembered-answers.ts";

function makeAsk(changes: Partial<Ask>): Ask {
  const params = { message: "Sure?", requestedSchema: { type: "object" } };
  return { id: "a", connection: "self", kind: "elicitation", askedAt: 0, params, ...changes };
}

test("an answer is for the same question of the same server alone, until it is forgotten", () => {
  const answer = { action: "accept", content: { sure: true } };
  rememberAnswer(makeAsk({ id: "a1" }), answer);
  expect(recallAnswer(makeAsk({ id: "a2" }))).toBe(answer);
  expect(recallAnswer(makeAsk({ connection: "other" }))).toBeUndefined();
  expect(recallAnswer(makeAsk({ params: { message: "Really?" } }))).toBeUndefined();
  expect(countAnswers("self")).toBe(1);
  expect(forgetAnswers("self")).toBe(1);
  expect(recallAnswer(makeAsk({}))).toBeUndefined();
});

test("samplings of a server are all alike", () => {
  rememberAnswer(makeAsk({ kind: "sampling", params: { messages: [1] } }), { model: "none" });
  expect(recallAnswer(makeAsk({ kind: "sampling", params: { messages: [2] } }))).toEqual({
    model: "none",
  });
  forgetAnswers("self");
});
