import type { JsonObject } from "@mortise/protocol";
import { ErrorCode, MetaKey } from "@mortise/protocol";
import { expect, test } from "vitest";
import { ScriptedClient } from "../connection/fixture/scripted-client.ts";
import type { RequestContext } from "../handler/context.ts";
import type { ServerEvent } from "../log/mask.ts";
import { createServer } from "../server.ts";
import type { ServerOptions } from "../server-options.ts";
import type { StateOptions } from "../state/state-sealer.ts";

const FORM = { type: "object", properties: { name: { type: "string" } } } as const;

/** A client of 2026-07-28 whose server has one tool, `work`, which takes input. */
function createClient(
  handle: (context: RequestContext) => unknown,
  options: Partial<ServerOptions> = {},
) {
  const server = createServer({ name: "s", version: "1", log: () => undefined, ...options }).tool(
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
    const { result, error } = await client.request("tools/call", params);
    if (error) throw error;
    return result;
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

test("a question that has changed since it was answered is asked again", async () => {
  let price = 5;
  const charged: number[] = [];
  const call = createClient(async ({ elicit }) => {
    const asked = price;
    const { action } = await elicit("confirm", { message: `Pay $${asked}?`, schema: FORM });
    if (action === "accept") charged.push(asked);
    return action;
  });
  const first = await call();
  price = 500;
  const second = await call({
    requestState: first["requestState"],
    inputResponses: answers("confirm"),
  });
  expect(second).toMatchObject({
    resultType: "input_required",
    inputRequests: { confirm: { params: { message: "Pay $500?" } } },
  });
  expect(charged).toEqual([]);
  const third = await call({
    requestState: second["requestState"],
    inputResponses: answers("confirm"),
  });
  expect(third).toMatchObject({ content: [{ text: "accept" }] });
  expect(charged).toEqual([500]);
});

test("an answer on record does not answer a question that changed later", async () => {
  let price = 5;
  const call = createClient(async ({ elicit }) => {
    await elicit("confirm", { message: `Pay $${price}?`, schema: FORM });
    await elicit("gift", { message: "A gift?", schema: FORM });
    return "done";
  });
  const first = await call();
  const second = await call({
    requestState: first["requestState"],
    inputResponses: answers("confirm"),
  });
  expect(Object.keys(second["inputRequests"] as JsonObject)).toEqual(["gift"]);
  price = 500;
  const third = await call({
    requestState: second["requestState"],
    inputResponses: answers("gift"),
  });
  expect(third).toMatchObject({ inputRequests: { confirm: { params: { message: "Pay $500?" } } } });
});

test("an answer without the state that asked for it answers nothing", async () => {
  const call = createClient(async ({ elicit }) => {
    const { action } = await elicit("confirm", { message: "Pay?", schema: FORM });
    return action;
  });
  expect(await call({ inputResponses: answers("confirm") })).toMatchObject({
    resultType: "input_required",
  });
  const { requestState } = await call();
  const other = await call({ requestState, inputResponses: answers("never", "confirm") });
  expect(other).toMatchObject({ content: [{ text: "accept" }] });
});

test("a question that is another one in each run fails with the way out", async () => {
  const events: ServerEvent[] = [];
  let run = 0;
  const call = createClient(
    async ({ elicit }) => {
      run += 1;
      await elicit("confirm", { message: `Run ${run}?`, schema: FORM });
    },
    { log: (event) => void events.push(event) },
  );
  let result = await call();
  while (result["resultType"] === "input_required") {
    result = await call({
      requestState: result["requestState"],
      inputResponses: answers("confirm"),
    });
  }
  expect(result).toMatchObject({ isError: true });
  expect(run).toBe(7);
  expect(events).toEqual([
    expect.objectContaining({
      message: expect.stringContaining('The question "confirm" was another one in each of 7 runs'),
    }),
  ]);
});

test("an answer that is sent twice runs the handler twice, unless states have a single use", async () => {
  let runs = 0;
  const handle = async ({ elicit }: RequestContext): Promise<string> => {
    const { action } = await elicit("confirm", { message: "Pay?", schema: FORM });
    runs += 1;
    return action;
  };
  const twice = async (state?: StateOptions): Promise<unknown[]> => {
    const call = createClient(handle, { ...(state && { state }) });
    const { requestState } = await call();
    const again = { requestState, inputResponses: answers("confirm") };
    return [await call(again), await call(again).catch((error: unknown) => error)];
  };
  expect(await twice()).toMatchObject([
    { content: [{ text: "accept" }] },
    { content: [{ text: "accept" }] },
  ]);
  expect(runs).toBe(2);
  expect(await twice({ singleUse: true })).toMatchObject([
    { content: [{ text: "accept" }] },
    { code: ErrorCode.InvalidParams, message: expect.stringContaining("it was used before") },
  ]);
  expect(runs).toBe(3);
});

test.each([[[]], ["x"], [5], [null]])("inputResponses %j are refused", async (inputResponses) => {
  const call = createClient(({ elicit }) => elicit("name", { message: "Name?", schema: FORM }));
  const { requestState } = await call();
  await expect(call({ requestState, inputResponses })).rejects.toMatchObject({
    code: ErrorCode.InvalidParams,
    message: expect.stringContaining("inputResponses must be an object"),
  });
});

test("answers that are too large to travel on are refused, and no fault of the handler", async () => {
  const log: ServerEvent[] = [];
  const call = createClient(
    async ({ elicit }) => {
      await elicit("name", { message: "Name?", schema: FORM });
      await elicit("again", { message: "Again?", schema: FORM });
    },
    { log: (event) => log.push(event) },
  );
  const name = { action: "accept", content: { name: "n", more: "x".repeat(300_000) } };
  const { requestState } = await call();
  await expect(call({ requestState, inputResponses: { name } })).rejects.toMatchObject({
    code: ErrorCode.InvalidParams,
    message: expect.stringMatching(
      /answers .* have 300\d+ characters together; they may have 262144/,
    ),
  });
  expect(log).toEqual([]);
});
