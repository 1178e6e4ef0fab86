import type { JsonObject } from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";
import { createFakeClock } from "@mortise/protocol/test-kit";
import { expect, test } from "vitest";
import type { InputHandlers } from "../client-feature/input-handler.ts";
import { Deadline } from "../time/deadline.ts";
import type { CompleteRequestOptions } from "./complete-request.ts";
import { answerAll, completeRequest } from "./complete-request.ts";

const elicitation = (message: string): JsonObject => ({
  method: "elicitation/create",
  params: { mode: "form", message, requestedSchema: { type: "object", properties: {} } },
});

const ask = (keys: readonly string[], requestState?: string): JsonObject => ({
  resultType: "input_required",
  inputRequests: Object.fromEntries(keys.map((key) => [key, elicitation(key)])),
  ...(requestState !== undefined && { requestState }),
});

const DONE: JsonObject = { resultType: "complete", content: [] };

const never = (): AbortSignal => new AbortController().signal;

/** Answers every question with its message. */
const echo: InputHandlers = {
  elicit: ({ message }) => ({ action: "accept", content: { said: message } }),
};

/** Completes a request whose rounds are answered with `results`; the last one repeats. */
function run(results: readonly JsonObject[], change: Partial<CompleteRequestOptions> = {}) {
  const rounds: JsonObject[] = [];
  const completing = completeRequest({
    method: "tools/call",
    params: { name: "a" },
    handlers: echo,
    signal: undefined,
    closing: new AbortController().signal,
    deadline: new Deadline(60_000, { clock: createFakeClock() }),
    send: async (params) => {
      rounds.push(params);
      return results[Math.min(rounds.length, results.length) - 1] ?? DONE;
    },
    extend: () => undefined,
    isModern: () => true,
    ...change,
  });
  return { rounds, completing };
}

test.each([DONE, { content: [] }])("a result of %j is complete after one round", async (result) => {
  const { rounds, completing } = run([result]);
  expect(await completing).toEqual({ result, isForOneCaller: false });
  expect(rounds).toEqual([{ name: "a" }]);
});

test("questions are answered in a further round, with the state as it came", async () => {
  const { rounds, completing } = run([ask(["one", "two"], "sealed ü"), DONE]);
  expect(await completing).toEqual({ result: DONE, isForOneCaller: true });
  expect(rounds[1]).toEqual({
    name: "a",
    requestState: "sealed ü",
    inputResponses: {
      one: { action: "accept", content: { said: "one" } },
      two: { action: "accept", content: { said: "two" } },
    },
  });
});

test("a round without questions repeats the request with its state alone", async () => {
  const { rounds, completing } = run([{ resultType: "input_required", requestState: "s" }, DONE]);
  await completing;
  expect(rounds[1]).toEqual({ name: "a", requestState: "s" });
});

test("the answers of an earlier round are not sent again", async () => {
  const { rounds, completing } = run([ask(["one"], "s1"), ask(["two"]), DONE]);
  await completing;
  expect(Object.keys(rounds[2]?.["inputResponses"] as object)).toEqual(["two"]);
  expect(rounds[2]).not.toHaveProperty("requestState");
});

test("a server may ask ten times, and the eleventh ends the call", async () => {
  const ten = [...Array.from({ length: 10 }, () => ask(["again"])), DONE];
  expect((await run(ten).completing).result).toBe(DONE);
  const { rounds, completing } = run([ask(["name"])]);
  await expect(completing).rejects.toMatchObject({
    code: "INVALID_RESPONSE",
    message: expect.stringContaining('asked for input more than 10 times, last for "name"'),
  });
  expect(rounds).toHaveLength(11);
});

test.each(["tools/list", "completion/complete", "ping"])(
  "%s must not ask for input",
  async (method) => {
    const { completing } = run([ask(["one"])], { method });
    await expect(completing).rejects.toThrow(
      `${method} was answered with resultType "input_required"; the server breaks the protocol`,
    );
  },
);

test.each(["resources/read", "prompts/get"])("%s may ask for input", async (method) => {
  const { completing } = run([ask(["one"]), DONE], { method });
  expect((await completing).isForOneCaller).toBe(true);
});

test("a result of an unknown type is refused", async () => {
  const { completing } = run([{ resultType: "later" }]);
  await expect(completing).rejects.toMatchObject({ code: "INVALID_RESPONSE" });
});

test.each<[string, JsonObject]>([
  ["neither questions nor a state", { resultType: "input_required" }],
  ["a list in place of a map", { resultType: "input_required", inputRequests: [] }],
  ["a question without a method", { resultType: "input_required", inputRequests: { a: {} } }],
  ["a question that is null", { resultType: "input_required", inputRequests: { a: null } }],
])("%s is refused", async (_, result) => {
  await expect(run([result]).completing).rejects.toMatchObject({ code: "INVALID_RESPONSE" });
});

test("an extension completes a result of its type, in the first round and in later ones", async () => {
  const types: unknown[] = [];
  const extend: CompleteRequestOptions["extend"] = (type, result) => {
    types.push(type);
    return type === "job" ? Promise.resolve({ ...result, done: true }) : undefined;
  };
  const job = { resultType: "job", id: 1 };
  expect(await run([job], { extend }).completing).toEqual({
    result: { ...job, done: true },
    isForOneCaller: false,
  });
  expect(await run([ask(["one"]), job], { extend }).completing).toMatchObject({
    isForOneCaller: true,
  });
  expect(types).toEqual(["job", "input_required", "job"]);
});

test("a legacy result is complete whatever its members say, unless an extension has its type", async () => {
  const result = { resultType: "input_required", content: [] };
  const isModern = (): boolean => false;
  expect(await run([result], { isModern }).completing).toEqual({ result, isForOneCaller: false });
  const types: unknown[] = [];
  const extend: CompleteRequestOptions["extend"] = (type) => {
    types.push(type);
    return Promise.resolve(DONE);
  };
  expect((await run([result], { isModern, extend }).completing).result).toBe(DONE);
  expect(types).toEqual([undefined]);
});

test("a question without a handler ends the call, and the other handlers are aborted", async () => {
  let aborted: boolean | undefined;
  const handlers: InputHandlers = {
    elicit: (_, { signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => {
          aborted = true;
          reject(signal.reason);
        });
      }),
  };
  const requests = { one: elicitation("one"), two: { method: "roots/list" } };
  const options = { method: "tools/call", handlers, signal: undefined, closing: never() };
  await expect(answerAll(options, requests)).rejects.toMatchObject({
    code: "INVALID_OPTION",
    data: { method: "roots/list", option: "roots" },
  });
  expect(aborted).toBe(true);
});

test("handlers are aborted when the caller cancels", async () => {
  const stop = new AbortController();
  const handlers: InputHandlers = {
    elicit: (_, { signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason));
      }),
  };
  const options = { method: "tools/call", handlers, signal: stop.signal, closing: never() };
  const answering = answerAll(options, { one: elicitation("one") });
  const reason = new Error("enough");
  stop.abort(reason);
  await expect(answering).rejects.toMatchObject({ code: "ABORTED", cause: reason });
});

/** A dialog that the user leaves open. */
const silent: InputHandlers = { elicit: () => new Promise(() => undefined) };

test("an abort ends the request though a handler never settles", async () => {
  const stop = new AbortController();
  const { completing } = run([ask(["one"])], { handlers: silent, signal: stop.signal });
  stop.abort();
  await expect(completing).rejects.toMatchObject({ code: "ABORTED" });
});

test("closing the connection ends the request though a handler never settles", async () => {
  const closing = new AbortController();
  const { completing } = run([ask(["one"])], { handlers: silent, closing: closing.signal });
  closing.abort(new MortiseError("CLOSED", "closed"));
  await expect(completing).rejects.toMatchObject({ code: "CLOSED" });
});

test("a hundred questions may be asked in a round, and one more ends the call", async () => {
  const keys = Array.from({ length: 101 }, (_, index) => `q${index}`);
  expect((await run([ask(keys.slice(1)), DONE]).completing).result).toBe(DONE);
  await expect(run([ask(keys)]).completing).rejects.toThrow("101 questions at once");
});

test("the time of a request stands still while a round is answered, and ends with the request", async () => {
  const clock = createFakeClock();
  const deadline = new Deadline(1000, { clock });
  const answer = Promise.withResolvers<void>();
  const handlers: InputHandlers = {
    elicit: async () => {
      await answer.promise;
      return { action: "cancel" };
    },
  };
  const { rounds, completing } = run([ask(["one"]), DONE], { handlers, deadline });
  await clock.advance(5000);
  expect({ isOver: deadline.isOver, rounds: rounds.length }).toEqual({ isOver: false, rounds: 1 });
  answer.resolve();
  await completing;
  expect(clock.pending).toEqual([]);
});
