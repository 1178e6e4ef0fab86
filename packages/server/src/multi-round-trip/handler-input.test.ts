import type { JsonObject } from "@mortise/protocol";
import { ErrorCode, MetaKey, systemClock } from "@mortise/protocol";
import { expect, test } from "vitest";
import { RequestLifetime } from "../cancellation/request-lifetime.ts";
import { ScriptedClient } from "../connection/fixture/scripted-client.ts";
import type { RequestContext } from "../handler/context.ts";
import type { ServerEvent } from "../log/mask.ts";
import { createServer } from "../server.ts";
import { LegacySession } from "../session/legacy-session.ts";
import { agree } from "../session/session-record.ts";

const FORM = { type: "object", properties: { name: { type: "string" } } } as const;

/** Calls the one tool of a server whose handler is `work`, as a client with `capabilities`. */
async function call(
  work: (context: RequestContext) => unknown,
  capabilities: unknown = { elicitation: {} },
  rest: JsonObject = {},
  state?: { readonly client: ScriptedClient },
): Promise<{ client: ScriptedClient; result: JsonObject; error: JsonObject; log: ServerEvent[] }> {
  const log: ServerEvent[] = [];
  const client =
    state?.client ??
    new ScriptedClient(
      createServer({ name: "s", version: "1", log: (event) => log.push(event) }).tool(
        "ask",
        { description: "d" },
        (_input, context) => work(context),
      ),
    );
  const { result, error } = await client.request("tools/call", {
    name: "ask",
    ...rest,
    _meta: { [MetaKey.clientCapabilities]: capabilities },
  });
  return { client, result, error: error as unknown as JsonObject, log };
}

test("a step that gives nothing is not run again with the answer", async () => {
  let runs = 0;
  const work = async (context: RequestContext): Promise<string> => {
    const nothing = await context.step("charge", () => {
      runs += 1;
    });
    const answer = await context.elicit("name", { message: "Who?", schema: FORM });
    return `${String(nothing)} ${answer.action}`;
  };
  const first = await call(work);
  expect(first.result).toMatchObject({ resultType: "input_required" });
  const second = await call(
    work,
    undefined,
    {
      requestState: first.result["requestState"],
      inputResponses: { name: { action: "decline" } },
    },
    first,
  );
  expect(second.result).toMatchObject({ content: [{ text: "undefined decline" }] });
  expect(runs).toBe(1);
});

test.each([
  ["null", { elicitation: null }],
  ["a number", { elicitation: 7 }],
  ["nothing", {}],
  ["URLs alone", { elicitation: { url: {} } }],
])("a client whose elicitation is %s is not asked to show a form", async (_name, capabilities) => {
  const { error, log } = await call(
    (context) => context.elicit("name", { message: "Who?", schema: FORM }),
    capabilities,
  );
  expect(error).toMatchObject({
    code: ErrorCode.MissingRequiredClientCapability,
    data: { requiredCapabilities: { elicitation: {} } },
  });
  expect(log).toEqual([]);
});

test("tools are offered to a client's model only where the client says it can use them", async () => {
  const ask = (context: RequestContext): unknown =>
    context.sample("write", {
      messages: [],
      maxTokens: 10,
      tools: [{ name: "t", inputSchema: { type: "object" } }],
    });
  const { error } = await call(ask, { sampling: {} });
  expect(error).toMatchObject({ data: { requiredCapabilities: { sampling: { tools: {} } } } });
  const { result } = await call(ask, { sampling: { tools: {} } });
  expect(result).toMatchObject({ resultType: "input_required" });
});

test("a completer cannot ask for input, because no client would answer", async () => {
  const log: ServerEvent[] = [];
  const server = createServer({
    name: "s",
    version: "1",
    log: (event) => log.push(event),
  }).resource(
    "a://{x}",
    {
      complete: {
        x: async (_value, context) => {
          await context.elicit("name", { message: "Who?", schema: FORM });
          return [];
        },
      },
    },
    () => "",
  );
  const { result, error } = await new ScriptedClient(server).request("completion/complete", {
    ref: { type: "ref/resource", uri: "a://{x}" },
    argument: { name: "x", value: "" },
    _meta: { [MetaKey.clientCapabilities]: { elicitation: {} } },
  });
  expect(result).toBeUndefined();
  expect(error).toMatchObject({ code: ErrorCode.InternalError });
  expect(log).toMatchObject([
    { message: expect.stringContaining("completion/complete cannot ask the client") },
  ]);
});

test("a question after the end of a request is refused instead of waited for", async () => {
  const refused = Promise.withResolvers<unknown>();
  const server = createServer({ name: "s", version: "1", timeout: 1 }).tool(
    "late",
    { description: "d" },
    async (_input, context) => {
      const { signal } = context;
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
      await context.elicit("name", { message: "Who?", schema: FORM }).catch(refused.resolve);
    },
  );
  await new ScriptedClient(server).request("tools/call", {
    name: "late",
    _meta: { [MetaKey.clientCapabilities]: { elicitation: {} } },
  });
  expect(await refused.promise).toMatchObject({
    message: expect.stringContaining("did not finish"),
  });
});

test.each(["2026-07-28", "2025-11-25"] as const)(
  "in %s a key belongs to one question, answered or not",
  async (revision) => {
    const log: ServerEvent[] = [];
    const server = createServer({ name: "s", version: "1", log: (event) => log.push(event) }).tool(
      "ask",
      { description: "d", timeout: 200 },
      async (_input, { elicit }) => {
        // On record, every further answer would be the first: a loop that never ends.
        for (;;) {
          const { action } = await elicit("name", { message: "Who?", schema: FORM });
          if (action === "accept") return action;
        }
      },
    );
    const record = agree({ protocolVersion: revision, capabilities: { elicitation: {} } });
    const client = new LegacySession(server["~core"], { id: "s-1", record: record });
    const params = {
      name: "ask",
      _meta: { [MetaKey.clientCapabilities]: { elicitation: {} } },
    };
    const modern = new ScriptedClient(server);
    const askTwice = async (): Promise<JsonObject> => {
      const { requestState } = (await modern.request("tools/call", params)).result;
      const inputResponses = { name: { action: "decline" } };
      const again = { ...params, requestState, inputResponses };
      return (await modern.request("tools/call", again)).result;
    };
    const result =
      revision === "2026-07-28"
        ? await askTwice()
        : await client.answer(
            { jsonrpc: "2.0", id: 1, method: "tools/call", params },
            { emit: () => undefined, ask: async () => ({ action: "decline" }) },
            new RequestLifetime(systemClock),
            { transport: "http", principal: undefined },
          );
    expect(JSON.stringify(result)).toContain("internal error");
    expect(log).toMatchObject([{ message: expect.stringContaining('have the key "name"') }]);
  },
);

test("which folders there are may be asked as often as wanted", async () => {
  const work = async ({ roots }: RequestContext): Promise<number> => {
    await Promise.all([roots(), roots()]);
    return (await roots()).length;
  };
  const first = await call(work, { roots: {} });
  const { requestState } = first.result;
  const inputResponses = { roots: { roots: [{ uri: "file:///a" }] } };
  const second = await call(work, { roots: {} }, { requestState, inputResponses }, first);
  expect(second.result).toMatchObject({ content: [{ text: "1" }] });
  const { result: unanswered } = await call(({ roots }) => Promise.all([roots(), roots()]), {
    roots: {},
  });
  expect(unanswered).toMatchObject({ inputRequests: { roots: { method: "roots/list" } } });
});

interface ProcessEvents {
  on(event: "unhandledRejection", listener: (reason: unknown) => void): void;
  off(event: "unhandledRejection", listener: (reason: unknown) => void): void;
}

test("questions and steps that are begun together and awaited in turn end a run quietly", async () => {
  const unhandled: unknown[] = [];
  const note = (reason: unknown): void => void unhandled.push(reason);
  const { process } = globalThis as unknown as { process: ProcessEvents };
  process.on("unhandledRejection", note);
  const work = async ({ elicit, step }: RequestContext): Promise<string> => {
    const begun = [
      elicit("first", { message: "First?", schema: FORM }),
      elicit("second", { message: "Second?", schema: FORM }),
      step("broken", () => Promise.reject(new Error("not reached"))),
    ];
    const answers: string[] = [];
    for (const each of begun.slice(0, 2)) answers.push(JSON.stringify(await each));
    return answers.join(" ");
  };
  const { client, result } = await call(work);
  expect(result).toMatchObject({
    inputRequests: {
      first: { method: "elicitation/create" },
      second: { method: "elicitation/create" },
    },
  });
  // A rejection counts as unhandled once the turn has ended.
  await new Promise((resolve) => setTimeout(resolve, 0));
  process.off("unhandledRejection", note);
  expect(unhandled).toEqual([]);
  const answered = { action: "accept", content: {} };
  const second = await call(
    work,
    undefined,
    {
      requestState: result["requestState"],
      inputResponses: { first: answered, second: answered },
    },
    { client },
  );
  expect(second.result).toMatchObject({ content: [{ type: "text" }] });
});

test.each([
  ["a Map", new Map([["a", 1]]), { a: 1 }],
  ["a date", new Date(0), "1970-01-01T00:00:00.000Z"],
  ["a promise inside", { a: Promise.resolve(1) }, { a: 1 }],
])("the value of a step is JSON in every run: %s", async (_what, value, expected) => {
  const server = createServer({ name: "s", version: "1" }).tool(
    "t",
    { description: "d" },
    async (_input, ctx) => ({ given: await ctx.step("a", () => value) }),
  );
  const { result } = await new ScriptedClient(server).request("tools/call", { name: "t" });
  expect(result["structuredContent"]).toEqual({ given: expected });
});

test("a step fails with the place of a value that is no JSON", async () => {
  const events: ServerEvent[] = [];
  const log = (event: ServerEvent): unknown => events.push(event);
  const server = createServer({ name: "s", version: "1", log }).tool(
    "t",
    { description: "d" },
    (_input, ctx) => ctx.step("a", () => ({ data: new Response("x") })),
  );
  const { result } = await new ScriptedClient(server).request("tools/call", { name: "t" });
  expect(result["isError"]).toBe(true);
  expect(events).toMatchObject([
    {
      error: {
        message: expect.stringMatching(/^Step "a" gave what is not JSON: data is a Response/),
      },
    },
  ]);
});

test.each<[string, (context: RequestContext) => unknown, string]>([
  [
    "a step inside itself",
    (context) => context.step("a", () => context.step("a", () => 1)),
    'Step "a" is begun inside itself and would wait for its own end; give the inner step a name of its own',
  ],
  [
    "a step inside itself, later and around another",
    (context) =>
      context.step("a", async () => {
        await Promise.resolve();
        return context.step("b", async () => {
          await Promise.resolve();
          return context.step("a", () => 1);
        });
      }),
    'Step "a" is begun inside itself and would wait for its own end; give the inner step a name of its own',
  ],
  [
    "a question inside a step",
    (context) =>
      context.step("charge", async () => {
        await Promise.resolve();
        return context.elicit("name", { message: "Who?", schema: FORM });
      }),
    'The question "name" inside step "charge" would wait for the end of the step; do it before or after the step',
  ],
])("%s is refused", async (_name, work, message) => {
  const { log, result } = await call(work);
  expect(result).toMatchObject({ isError: true });
  expect(log).toMatchObject([{ error: { code: "INVALID_DEFINITION", message } }]);
});

test("steps inside a step, and beside one of the same handler, are done once each", async () => {
  const { result } = await call(async (context) => {
    const outer = context.step("a", () => context.step("b", () => 1));
    return `${await outer} ${await context.step("b", () => 2)} ${await context.step("a", () => 3)}`;
  });
  expect(result).toMatchObject({ content: [{ text: "1 1 1" }] });
});
