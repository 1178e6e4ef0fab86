import type { ElicitResult, JsonObject } from "@mortise/protocol";
import { expect, test } from "vitest";
import { answerInput } from "./answer-input.ts";

const { signal } = new AbortController();

test.each(["constructor", "__proto__", "toString", "tools/call"])(
  "%s is nothing that a server may ask for",
  async (method) => {
    await expect(answerInput({}, { method }, signal)).rejects.toMatchObject({
      code: "INVALID_RESPONSE",
      message: expect.stringContaining(`"${method}", which the protocol does not know`),
    });
  },
);

test("a question without a handler names the option that would answer it", async () => {
  await expect(answerInput({}, { method: "roots/list" }, signal)).rejects.toMatchObject({
    code: "INVALID_OPTION",
    data: { method: "roots/list", option: "roots" },
    message: expect.stringContaining("pass connect(target, { roots: () => [{ uri }] })"),
  });
});

const COLOUR: JsonObject = {
  message: "?",
  requestedSchema: { type: "object", properties: { c: { type: "string", enum: ["red", "blue"] } } },
};

/** Answers a form with one answer after another, and lists the reasons that the handler saw. */
function ask(answers: readonly unknown[], params: JsonObject = COLOUR) {
  const reasons: (string | undefined)[] = [];
  const elicit = (_: unknown, { reason }: { readonly reason?: string }): ElicitResult => {
    reasons.push(reason);
    return answers[Math.min(reasons.length, answers.length) - 1] as ElicitResult;
  };
  const answering = answerInput({ elicit }, { method: "elicitation/create", params }, signal);
  return { reasons, answering };
}

const accept = (content: unknown): unknown => ({ action: "accept", content });

test("an answer that does not fit the form is asked for once more, with the reason", async () => {
  const { reasons, answering } = ask([accept({ c: "green" }), accept({ c: "red" })]);
  expect(await answering).toEqual(accept({ c: "red" }));
  expect(reasons).toEqual([undefined, '"c" must be one of "red", "blue", not "green"']);
});

test("an answer that does not fit twice is never sent, and the error is not the server's", async () => {
  const { reasons, answering } = ask([accept({ c: "green" })]);
  await expect(answering).rejects.toMatchObject({
    code: "INVALID_OPTION",
    data: { option: "elicit" },
    message: expect.stringContaining('"c" must be one of "red", "blue"'),
  });
  expect(reasons).toHaveLength(2);
});

test.each([undefined, null, "yes", {}, { action: "ok" }, { action: "accept", content: "x" }])(
  "%j is no answer to a question",
  async (answer) => {
    await expect(ask([answer]).answering).rejects.toMatchObject({ code: "INVALID_OPTION" });
  },
);

test.each<[string, JsonObject, RegExp]>([
  ["elicitation/create", {}, /a message that is no text/],
  ["elicitation/create", { message: 5 }, /a message that is no text/],
  ["elicitation/create", { message: "?", requestedSchema: "x" }, /requestedSchema/],
  ["elicitation/create", { message: "?", requestedSchema: { properties: [] } }, /properties/],
  ["elicitation/create", { message: "?", requestedSchema: { properties: { a: null } } }, /a field/],
  ["sampling/createMessage", {}, /messages that are no list/],
  ["sampling/createMessage", { messages: "x" }, /messages that are no list/],
  ["sampling/createMessage", { messages: [null] }, /role or content/],
  ["sampling/createMessage", { messages: [{ role: "user", content: "x" }] }, /role or content/],
])("%s with %j never reaches a handler", async (method, params, message) => {
  let calls = 0;
  const count = (): never => {
    calls += 1;
    throw new Error("called");
  };
  const answering = answerInput({ elicit: count, sample: count }, { method, params }, signal);
  await expect(answering).rejects.toMatchObject({
    code: "INVALID_RESPONSE",
    message: expect.stringMatching(message),
  });
  expect(calls).toBe(0);
});
