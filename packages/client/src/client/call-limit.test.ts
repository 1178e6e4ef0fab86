import type { JsonObject } from "@mortise/protocol";
import { ErrorCode } from "@mortise/protocol";
import { expect, test } from "vitest";
import type { Wire } from "../jsonrpc/fixture/wire.ts";
import { Refusal } from "../jsonrpc/fixture/wire.ts";
import { metaOf, open } from "./fixture/scene.ts";

const QUESTION: JsonObject = {
  resultType: "input_required",
  inputRequests: {
    one: { method: "elicitation/create", params: { message: "?", requestedSchema: {} } },
  },
  requestState: "s",
};

test("the time limit is of the whole call, over all its rounds", async () => {
  let rounds = 0;
  const { client, clock } = await open(
    () => {
      rounds += 1;
      return rounds <= 2 ? QUESTION : undefined;
    },
    {
      // The user's own time does not count.
      elicit: async () => {
        await clock.advance(10_000);
        return { action: "decline" };
      },
    },
  );
  const call = client.callTool("t", {}, { timeout: 1000 });
  const failing = expect(call).rejects.toMatchObject({
    code: "TIMEOUT",
    data: { timeoutMs: 1000 },
  });
  await expect.poll(() => rounds).toBe(3);
  await clock.advance(1000);
  await failing;
  expect(clock.pending).toEqual([]);
});

test("time that rounds have used is not there for the next", async () => {
  let rounds = 0;
  const { client, clock, wire } = await open(
    ({ id }) => {
      rounds += 1;
      void clock.advance(400).then(() => wire.deliver({ id, result: QUESTION } as never));
      return undefined;
    },
    { elicit: () => ({ action: "decline" }) },
  );
  await expect(client.callTool("t", {}, { timeout: 1000 })).rejects.toMatchObject({
    code: "TIMEOUT",
  });
  expect(rounds).toBe(3);
});

test("closing ends a call whose question is never answered", async () => {
  const asked = Promise.withResolvers<void>();
  const { client } = await open(() => QUESTION, {
    elicit: () => {
      asked.resolve();
      return new Promise(() => undefined);
    },
  });
  const failing = expect(client.callTool("t")).rejects.toMatchObject({ code: "CLOSED" });
  await asked.promise;
  await client.close();
  await failing;
});

test("a call may want milder logs than its session, which go to it alone and end with it", async () => {
  const log = (wire: Wire, level: string): void =>
    wire.deliver({ method: "notifications/message", params: { level, data: level } } as never);
  const seen: string[] = [];
  const { client, wire, sent } = await open(
    ({ method }) => {
      if (method !== "tools/call") return {};
      for (const level of ["debug", "info"]) log(wire, level);
      return { content: [] };
    },
    { isLegacy: true },
  );
  await client.callTool("t", {}, { onLog: ({ level }) => seen.push(level), logLevel: "debug" });
  await client.callTool(
    "t",
    {},
    { onLog: ({ level }) => seen.push(`own ${level}`), logLevel: "info" },
  );
  expect(sent("logging/setLevel").map(({ params }) => params?.["level"])).toEqual([
    "debug",
    "info",
  ]);
  expect(seen).toEqual(["debug", "info", "own info"]);
});

test("the log level of the connection is set at its beginning, in either era", async () => {
  const legacy = await open(() => ({}), { isLegacy: true, logLevel: "warning" });
  expect(legacy.sent("logging/setLevel")[0]?.params).toEqual({ level: "warning" });
  const modern = await open(() => ({ content: [] }), { logLevel: "warning" });
  await modern.client.callTool("t");
  expect(metaOf(modern.sent("tools/call")[0]?.params)).toMatchObject({
    "io.modelcontextprotocol/logLevel": "warning",
  });
});

test("structured content is read in every revision", async () => {
  for (const isLegacy of [true, false]) {
    const { client } = await open(() => ({ content: [], structuredContent: { a: 1 } }), {
      isLegacy,
    });
    expect((await client.callTool("t")).structured).toEqual({ a: 1 });
  }
});

test("a refusal for want of a capability says which handler to pass", async () => {
  const { client } = await open(() => {
    const data = { requiredCapabilities: { elicitation: {} } };
    throw new Refusal(ErrorCode.MissingRequiredClientCapability, "no elicitation", data);
  });
  await expect(client.callTool("t")).rejects.toMatchObject({
    code: ErrorCode.MissingRequiredClientCapability,
    data: { requiredCapabilities: { elicitation: {} } },
    message: expect.stringContaining("no elicitation; pass connect(target, { elicit: async"),
  });
});

test.each([
  [{ signal: 1 }, "`signal` is no AbortSignal"],
  [{ signal: new AbortController() }, "`signal` is no AbortSignal"],
  [{ timeout: 0 }, "timeout: 0 leaves no time"],
  [{ timeout: "soon" }, 'timeout: "soon" is not a duration'],
  [{ onProgress: true }, "onProgress takes a function, not a boolean"],
  [{ onLog: [] }, "onLog takes a function, not a list"],
])("a call with %j is refused before it is sent", async (options, message) => {
  const { client, sent } = await open(() => ({ content: [] }));
  await expect(client.callTool("t", {}, options as never)).rejects.toMatchObject({
    code: "INVALID_OPTION",
    message: expect.stringContaining(message),
  });
  expect(sent("tools/call")).toEqual([]);
});

test("arguments that are no JSON are refused with what to give in their place", async () => {
  const { client, wire } = await open(() => ({ content: [] }));
  wire.send = async (message) => void JSON.stringify(message);
  await expect(client.callTool("t", { big: 5n } as never)).rejects.toMatchObject({
    code: "INVALID_OPTION",
    message: expect.stringContaining('tools/call "t" cannot be written as JSON'),
  });
});

test("a call in the official SDK's form is refused before it is sent, and so is such a prompt", async () => {
  const { client, sent } = await open(() => ({ content: [] }));
  const official = { name: "t", arguments: {} } as never;
  await expect(client.callTool(official)).rejects.toMatchObject({
    code: "INVALID_OPTION",
    message: expect.stringContaining('callTool("t", { … })'),
  });
  await expect(client.getPrompt(official)).rejects.toMatchObject({
    code: "INVALID_OPTION",
    message: expect.stringContaining('getPrompt("t", { … })'),
  });
  expect([sent("tools/call"), sent("prompts/get")]).toEqual([[], []]);
});

test("a handler that is no function is refused by connect", async () => {
  await expect(open(() => ({}), { elicit: true } as never)).rejects.toMatchObject({
    code: "INVALID_OPTION",
    message: "elicit takes a function, not a boolean",
  });
});
