import { createAgent } from "@mortise/agent";
import { createFakeClock, scriptedModel } from "@mortise/testing";
import { generateText, streamText } from "ai";
import { expect, test } from "vitest";
import { desk } from "./fixture/desk.ts";

const LOOK_UP = { calls: [{ name: "get_ticket", args: { ticket_id: "T-1" } }] };

test("an agent follows the script, and the model records each request", async () => {
  const model = scriptedModel([
    { after: "Where is T-1?", thinking: "I must look.", ...LOOK_UP },
    { after: /"status":"open"/, text: "T-1 is still open." },
  ]);
  await using agent = createAgent({ model, servers: { desk }, instructions: "Be brief." });

  const { text, toolCalls } = await agent.ask("Where is T-1?");

  expect([text, toolCalls]).toEqual(["T-1 is still open.", 1]);
  model.assertFinished();
  const [first, second] = model.requests;
  expect(first?.system).toContain("Be brief.");
  expect(first?.tools.map(({ name }) => name)).toContain("get_ticket");
  expect(first?.entries).toEqual([{ role: "user", text: "Where is T-1?", media: [] }]);
  expect(second?.entries.slice(-2)).toEqual([
    { role: "call", id: "call_1_1", name: "get_ticket", args: { ticket_id: "T-1" } },
    {
      role: "result",
      id: "call_1_1",
      text: '{"ticket_id":"T-1","status":"open"}',
      isError: false,
      media: [],
    },
  ]);
});

test("a script serves AI SDK itself, streaming or not", async () => {
  const model = scriptedModel([{ text: "Hello." }, { text: "Hello again." }]);
  const { text } = await generateText({ model, prompt: "Hi" });
  const streamed = streamText({ model, prompt: "Hi" });
  expect([text, await streamed.text]).toEqual(["Hello.", "Hello again."]);
  expect(model.requests[0]?.entries).toEqual([{ role: "user", text: "Hi", media: [] }]);
});

test("a step may be a function of the request", async () => {
  const model = scriptedModel([
    LOOK_UP,
    ({ entries }) => ({ text: `Seen ${entries.filter(({ role }) => role === "result").length}` }),
  ]);
  await using agent = createAgent({ model, servers: { desk } });
  expect((await agent.ask("Look")).text).toBe("Seen 1");
});

test("the failure of a tool is in the record", async () => {
  const model = scriptedModel([
    { calls: [{ name: "get_ticket", args: { ticket_id: "T-9" } }] },
    { after: "not_found", text: "There is none." },
  ]);
  await using agent = createAgent({ model, servers: { desk } });
  await agent.ask("Look");
  expect(model.requests[1]?.entries.at(-1)).toMatchObject({ role: "result", isError: true });
});

test("a script that runs out fails the run, with the end of the conversation", async () => {
  const model = scriptedModel([LOOK_UP]);
  await using agent = createAgent({ model, servers: { desk } });
  const failure = {
    code: "MODEL_FAILED",
    message: expect.stringMatching(/has 1 steps.*called it once more.*T-1/),
  };
  await expect(agent.ask("Look")).rejects.toMatchObject(failure);
  expect(() => model.assertFinished()).toThrow("has 1 steps");
});

test("another course than the script's fails the run, with the end of the conversation", async () => {
  const model = scriptedModel([LOOK_UP, { after: "closed", text: "Done." }]);
  await using agent = createAgent({ model, servers: { desk } });
  await expect(agent.ask("Look")).rejects.toThrow(
    'Step 2 of the script follows "closed", and the conversation ended with "{\\"ticket_id\\":\\"T-1\\",\\"status\\":\\"open\\"}"',
  );
});

test("a call of a tool that is not offered fails the run, with the tools that are", async () => {
  const model = scriptedModel([{ calls: [{ name: "get_tikcet", args: {} }] }]);
  await using agent = createAgent({ model, servers: { desk } });
  await expect(agent.ask("Look")).rejects.toThrow(
    "Step 1 of the script calls get_tikcet, which the agent does not offer; it offers get_ticket, close_ticket, wait",
  );
});

test("a call of an unknown tool can be meant", async () => {
  const model = scriptedModel([
    { calls: [{ name: "get_tikcet", args: {} }], unknownTools: true },
    { after: "There is no tool get_tikcet", text: "Sorry." },
  ]);
  await using agent = createAgent({ model, servers: { desk } });
  expect((await agent.ask("Look")).text).toBe("Sorry.");
});

test("steps that are left fail the check at the end", async () => {
  const model = scriptedModel([{ text: "Hello." }, LOOK_UP, { text: "Never said." }]);
  await using agent = createAgent({ model, servers: { desk } });
  await agent.ask("Hi");
  expect(model.left).toBe(2);
  expect(() => model.assertFinished()).toThrow(
    "The model was called once, and its script has 3 steps; the next one is calls of get_ticket",
  );
});

test("a passing error of the model is tried again, in no time on a fake clock", async () => {
  const clock = createFakeClock();
  const model = scriptedModel([{ error: new Error("rate limit") }, { text: "Hello." }]);
  await using agent = createAgent({ model, servers: {}, clock });

  const asked = agent.ask("Hi");
  await clock.waitFor("1s");
  await clock.advance("1s");

  expect((await asked).text).toBe("Hello.");
  expect(model.requests).toHaveLength(2);
});

test("an error that does not pass fails the run", async () => {
  const model = scriptedModel([{ error: new Error("no such model") }]);
  await using agent = createAgent({ model, servers: {} });
  await expect(agent.ask("Hi")).rejects.toThrow("script/scripted failed: no such model");
});

test("a silent model runs into the limit of silence, in no time on a fake clock", async () => {
  const clock = createFakeClock();
  const model = scriptedModel([{ silent: true }, { silent: true }, { text: "Here I am." }]);
  await using agent = createAgent({ model, servers: {}, clock, limits: { silence: "20s" } });

  const asked = agent.ask("Hi");
  for (const retry of ["1s", "2s"] as const) {
    await clock.waitFor("20s");
    await clock.advance("20s");
    await clock.waitFor(retry);
    await clock.advance(retry);
  }

  expect((await asked).text).toBe("Here I am.");
  expect(clock.monotonic()).toBe(43_000);
});
