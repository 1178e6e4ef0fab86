import type { JsonObject } from "@mortise/protocol";
import { MetaKey } from "@mortise/protocol";
import { expect, test } from "vitest";
import { ScriptedClient } from "../connection/fixture/scripted-client.ts";
import type { RequestContext } from "../handler/context.ts";
import { createServer } from "../server.ts";

const FORM = { type: "object", properties: { name: { type: "string" } } } as const;

/** A client of 2026-07-28 whose server has one tool, `work`, which takes input. */
function createClient(handle: (context: RequestContext) => unknown) {
  const server = createServer({ name: "s", version: "1", log: () => undefined }).tool(
    "work",
    { description: "d" },
    (_input, context) => handle(context),
  );
  const client = new ScriptedClient(server);
  return async (rest: JsonObject = {}): Promise<JsonObject> => {
    const params = {
      name: "work",
      ...rest,
      _meta: { [MetaKey.clientCapabilities]: { elicitation: {} } },
    };
    return (await client.request("tools/call", params)).result;
  };
}

/** Calls back once a question that is asked in this turn would have ended the run. */
const afterTurns = (callback: () => void, turns = 3): unknown =>
  setTimeout(turns === 0 ? callback : () => afterTurns(callback, turns - 1), 0);

const answers = (...keys: string[]): JsonObject =>
  Object.fromEntries(keys.map((key) => [key, { action: "accept", content: { name: key } }]));

test("a question beside a step that still works ends the run once the step is done", async () => {
  const charge = Promise.withResolvers<string>();
  const asked = Promise.withResolvers<void>();
  let charges = 0;
  const call = createClient(async (context) => {
    const [answer, receipt] = await Promise.all([
      context.elicit("name", { message: "Your name?", schema: FORM }),
      context.step("charge", () => {
        charges += 1;
        afterTurns(asked.resolve);
        return charge.promise;
      }),
    ]);
    return `${answer.action} ${receipt}`;
  });
  const first = call();
  await asked.promise;
  charge.resolve("receipt 1");
  const { resultType, inputRequests, requestState } = await first;
  expect(resultType).toBe("input_required");
  expect(Object.keys(inputRequests as JsonObject)).toEqual(["name"]);
  const second = await call({ requestState, inputResponses: answers("name") });
  expect(second).toMatchObject({ content: [{ text: "accept receipt 1" }] });
  expect(charges).toBe(1);
});

test("a question beside a step that fails ends with the failure of the step", async () => {
  const charge = Promise.withResolvers<string>();
  const call = createClient(async (context) => {
    await Promise.all([
      context.elicit("name", { message: "Your name?", schema: FORM }),
      context.step("charge", () => {
        afterTurns(() => charge.reject(new Error("no money")));
        return charge.promise;
      }),
    ]);
  });
  expect(await call()).toMatchObject({ isError: true });
});

test("questions that are asked together travel in one round", async () => {
  const call = createClient(async ({ elicit }) => {
    const [one, two] = await Promise.all([
      elicit("one", { message: "One?", schema: FORM }),
      elicit("two", { message: "Two?", schema: FORM }),
    ]);
    return `${one.action} ${two.action}`;
  });
  const { inputRequests, requestState } = await call();
  expect(Object.keys(inputRequests as JsonObject)).toEqual(["one", "two"]);
  expect(await call({ requestState, inputResponses: answers("one", "two") })).toMatchObject({
    content: [{ text: "accept accept" }],
  });
});

test("an answer of an earlier round is on record in the later ones", async () => {
  const call = createClient(async ({ elicit }) => {
    const one = await elicit("one", { message: "One?", schema: FORM });
    const two = await elicit("two", { message: "Two?", schema: FORM });
    return [one, two].map((each) => (each.action === "accept" ? each.content["name"] : "")).join();
  });
  const first = await call();
  const second = await call({
    requestState: first["requestState"],
    inputResponses: answers("one"),
  });
  expect(Object.keys(second["inputRequests"] as JsonObject)).toEqual(["two"]);
  const third = await call({
    requestState: second["requestState"],
    inputResponses: answers("two"),
  });
  expect(third).toMatchObject({ content: [{ text: "one,two" }] });
});
