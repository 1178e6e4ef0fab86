import type { JsonObject } from "@mortise/protocol";
import { MetaKey, systemClock } from "@mortise/protocol";
import { expect, test } from "vitest";
import { z } from "zod";
import { RequestLifetime } from "../cancellation/request-lifetime.ts";
import { ScriptedClient } from "../connection/fixture/scripted-client.ts";
import type { RequestContext } from "../handler/context.ts";
import type { Server } from "../server.ts";
import { createServer } from "../server.ts";
import { LegacySession } from "../session/legacy-session.ts";
import { agree } from "../session/session-record.ts";

const FORM = z.object({
  guests: z.number().int().min(1),
  evening: z.boolean().optional(),
  table: z.enum(["in", "out"]).optional(),
  note: z.string().nullable(),
  seat: z.literal([1, 2]).optional(),
});

const CAPABILITIES = { elicitation: {}, roots: {}, sampling: {} };
const META = { [MetaKey.clientCapabilities]: CAPABILITIES };

type Work = (context: RequestContext) => unknown;
type Outcome = { readonly result: JsonObject; readonly asked: readonly string[] };

function createAsking(work: Work): Server<unknown> {
  const server = createServer({ name: "s", version: "1", log: () => undefined });
  return server.tool("ask", { description: "d" }, (_input, context) => work(context));
}

/** Calls the tool as a client of 2026-07-28 that gives these answers in turn. */
async function callModern(work: Work, answers: readonly unknown[]): Promise<Outcome> {
  const client = new ScriptedClient(createAsking(work));
  const asked: string[] = [];
  let rest: JsonObject = {};
  for (const answer of [...answers, undefined]) {
    const { result } = await client.request("tools/call", { name: "ask", ...rest, _meta: META });
    if (result["resultType"] !== "input_required") return { result, asked };
    const { q } = result["inputRequests"] as { q: { params: { message?: string } } };
    asked.push(q.params.message ?? "");
    rest = { requestState: result["requestState"], inputResponses: { q: answer } };
  }
  throw new Error("The tool asked more often than there are answers");
}

/** Calls the tool as a client of 2025-11-25 that gives these answers in turn. */
async function callLegacy(work: Work, answers: readonly unknown[]): Promise<Outcome> {
  const server = createAsking(work);
  const record = agree({
    protocolVersion: "2025-11-25",
    capabilities: CAPABILITIES,
    clientInfo: { name: "c", version: "1" },
  });
  const session = new LegacySession(server["~core"], { id: "s-1", record });
  const asked: string[] = [];
  const answer = await session.answer(
    { jsonrpc: "2.0", id: 1, method: "tools/call", params: { name: "ask" } },
    {
      emit: () => undefined,
      ask: async (_method, { message }) => {
        asked.push(String(message));
        return answers[asked.length - 1] as JsonObject;
      },
    },
    new RequestLifetime(systemClock),
    { transport: "http", principal: undefined },
  );
  return { result: JSON.parse(String(answer)).result ?? JSON.parse(String(answer)), asked };
}

const askForm: Work = (context) => context.elicit("q", { message: "How many?", schema: FORM });
const accept = (content: unknown): object => ({ action: "accept", content });

for (const [era, callWith] of [
  ["2026-07-28", callModern],
  ["2025-11-25", callLegacy],
] as const) {
  test(`${era}: a user whose answer does not fit is asked again with the reason`, async () => {
    const { result, asked } = await callWith(askForm, [
      accept({ guests: 0 }),
      accept({ guests: 2 }),
    ]);
    expect(asked).toEqual([
      "How many?",
      expect.stringMatching(/^How many\?\n\nThe last answer did not fit: guests: .*1/),
    ]);
    expect(result["structuredContent"]).toEqual(accept({ guests: 2, note: null }));
  });

  test(`${era}: a user is asked three times again, and the error names the field`, async () => {
    const { result, asked } = await callWith(askForm, Array(4).fill(accept(undefined)));
    expect(asked).toHaveLength(4);
    expect(result).toMatchObject({
      isError: true,
      structuredContent: {
        error: expect.stringMatching(
          /^The client gave an answer to "q" that does not fit: guests: /,
        ),
        code: "invalid_answer",
        question: "q",
      },
    });
  });

  test(`${era}: a long reason is cut`, async () => {
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`x${at}`, 1]));
    const strict: Work = (context) =>
      context.elicit("q", { message: "How many?", schema: z.strictObject({}) });
    const { asked } = await callWith(strict, [accept(many), { action: "decline" }]);
    expect(asked[1]?.length).toBeLessThan(600);
  });

  test.each([
    ["nothing", null, /it is null, not an object with an action/],
    ["a text", "accept", /it is "accept", not an object/],
    ["an action of its own", { action: "reject" }, /its action is "reject", not "accept"/],
    ["no action", {}, /its action is undefined/],
  ])(`${era}: a client that answers %s is not asked again`, async (_what, answer, message) => {
    const { result, asked } = await callWith(askForm, [answer]);
    expect(asked).toHaveLength(1);
    expect(result["structuredContent"]).toMatchObject({
      error: expect.stringMatching(message),
      code: "invalid_answer",
    });
  });

  test(`${era}: an answer to another kind of question that does not fit is an error`, async () => {
    const sample: Work = (context) => context.sample("q", { messages: [], maxTokens: 1 });
    const { result } = await callWith(sample, [{ text: "hi" }]);
    expect(JSON.stringify(result)).toContain("it is no message with a role and a content");
  });

  test(`${era}: a blank field is nothing, and a number is read from its text`, async () => {
    const content = { guests: "2", evening: "", table: "", note: null, seat: "1" };
    const { result, asked } = await callWith(askForm, [accept(content)]);
    expect(asked).toHaveLength(1);
    expect(result["structuredContent"]).toEqual(accept({ guests: 2, note: null, seat: 1 }));
  });
}
