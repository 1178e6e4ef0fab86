import type { Listening } from "@mortise/node";
import { listen, withoutServing } from "@mortise/node";
import type { JsonObject } from "@mortise/protocol";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Ask } from "../../contract/index.ts";
import type { Page } from "../fixture/open-page.ts";
import { DESK, httpTarget, openPage } from "../fixture/open-page.ts";
import { EventLog } from "../state/event-log.ts";
import { Asks } from "./asks.ts";
import type { InspectorTarget } from "./target.ts";

let listening: Listening;

beforeAll(async () => {
  const { desk } = await withoutServing(() => import("../fixture/desk.ts"));
  listening = await listen(desk, { port: 0 });
});

afterAll(() => listening.close());

const REJECTED = { code: -1, message: "User rejected sampling request" };

/** Calls a tool that asks, and returns the call with its open question. */
async function askBy(page: Page, tool: string): Promise<{ call: string; ask: Ask }> {
  await page.catalogue("desk");
  const params = { name: tool, arguments: {} };
  const { call } = await page.post("call", { connection: "desk", method: "tools/call", params });
  const { ask } = await page.until(() => page.last("ask", (event) => event.ask.call === call));
  return { call, ask };
}

describe.each(["stdio", "http"] as const)("over %s", (transport) => {
  const target = (preference: InspectorTarget["preference"] & string): InspectorTarget =>
    transport === "stdio"
      ? { ...DESK, preference }
      : { ...httpTarget("desk", listening.url), preference };

  test("a refused sampling of 2025-11-25 is an error on the wire, which the server handles", async () => {
    const page = await openPage([target("2025-11-25")]);
    const { call, ask } = await askBy(page, "sample");
    expect(ask.kind).toBe("sampling");
    await page.post("refuse", { ask: ask.id, error: REJECTED });
    expect(await page.ended(call)).toMatchObject({
      status: "done",
      result: {
        isError: true,
        content: [{ text: expect.stringContaining("User rejected sampling request") }],
      },
    });
    const sent = page
      .rows()
      .find(({ direction, rpc }) => direction === "to-server" && rpc?.kind === "error");
    expect(JSON.parse(sent?.text ?? "")).toMatchObject({ error: REJECTED });
    expect(page.last("ask", (event) => event.ask.id === ask.id)?.ask).toMatchObject({
      answer: "refused",
      refusal: REJECTED,
    });
  });

  test("a refused sampling of 2026-07-28 ends the call without a further round", async () => {
    const page = await openPage([target("2026-07-28")]);
    const { call, ask } = await askBy(page, "sample");
    await page.post("refuse", { ask: ask.id, error: REJECTED });
    const ended = await page.ended(call);
    expect(ended).toMatchObject({
      status: "failed",
      rounds: 1,
      failure: { code: "REFUSED_QUESTION", cause: expect.stringContaining("-1: User rejected") },
    });
    expect(ended.error).toBeUndefined();
  });

  test.each(["decline", "cancel"])(
    "%s is the action of an answer, and no error",
    async (action) => {
      const page = await openPage([target("2025-11-25")]);
      const { call, ask } = await askBy(page, "ask");
      await page.post("answer", { ask: ask.id, answer: { action } });
      expect(await page.ended(call)).toMatchObject({
        status: "done",
        result: { content: [{ type: "text", text: action }] },
      });
      const errors = page.rows().filter(({ rpc }) => rpc?.kind === "error");
      expect(errors).toEqual([]);
    },
  );

  test("an elicitation can be refused with an error too, once", async () => {
    const page = await openPage([target("2025-11-25")]);
    const { call, ask } = await askBy(page, "ask");
    const error = { code: -32_603, message: "The client cannot ask the user" };
    await page.post("refuse", { ask: ask.id, error });
    expect((await page.ended(call)).status).not.toBe("running");
    const again = await page.send("refuse", { ask: ask.id, error });
    expect(again.status).toBe(404);
    expect(await again.json()).toMatchObject({ error: { code: "UNKNOWN_ASK" } });
  });
});

test("the open questions of one server are bounded, and an answer makes room", async () => {
  const asks = new Asks(new EventLog());
  const { signal } = new AbortController();
  const put = (connection: string): Promise<JsonObject> =>
    asks.put({ connection, kind: "elicitation", params: {} }, signal);
  const open = Array.from({ length: 100 }, () => put("desk"));
  const refused = put("desk");
  await expect(refused).rejects.toMatchObject({
    message: "This client shows no more than 100 questions at once",
    cause: { status: 429, failure: { code: "TOO_MANY_QUESTIONS" } },
  });
  const other = put("other");
  asks.answer("ask-1", { action: "decline" });
  expect(await open[0]).toEqual({ action: "decline" });
  const next = put("desk");
  asks.answer("ask-101", { action: "cancel" });
  asks.answer("ask-102", { action: "cancel" });
  expect(await Promise.all([other, next])).toEqual([{ action: "cancel" }, { action: "cancel" }]);
});
