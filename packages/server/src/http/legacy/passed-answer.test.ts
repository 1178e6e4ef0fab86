import type { Backplane, JsonObject } from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";
import { createFakeClock } from "@mortise/protocol/test-kit";
import { expect, test } from "vitest";
import { createMemoryBackplane } from "../../backplane/memory-backplane.ts";
import type { Server } from "../../server.ts";
import { createServer } from "../../server.ts";

const FORM = { type: "object", properties: { name: { type: "string" } } } as const;
const LOST = new MortiseError("CONNECTION_FAILED", "The store is away");

type Values = Backplane["values"];
type Bus = Backplane["bus"];

/** Two instances on one backplane, whose calls may be replaced for each instance. */
function createInstances(change: {
  readonly asking?: (values: Values) => Partial<Values>;
  readonly answering?: (memory: Backplane) => { values?: Partial<Values>; bus?: Partial<Bus> };
}) {
  const clock = createFakeClock();
  const memory = createMemoryBackplane({ clock });
  const create = (values: Partial<Values> = {}, bus: Partial<Bus> = {}): Server<unknown> =>
    createServer({
      name: "s",
      version: "1",
      log: () => undefined,
      clock,
      state: { keys: ["k".repeat(32)] },
    })
      .tool("ask", { description: "d" }, async (_input, { elicit }) => {
        return (await elicit("name", { message: "Name?", schema: FORM })).action;
      })
      .join({
        ...memory,
        isShared: true,
        values: { ...memory.values, ...values },
        bus: { ...memory.bus, ...bus },
      });
  const { values, bus } = change.answering?.(memory) ?? {};
  return { clock, asking: create(change.asking?.(memory.values)), answering: create(values, bus) };
}

function post(server: Server<unknown>, message: JsonObject, headers = {}): Promise<Response> {
  return server.fetch(
    new Request("http://localhost/mcp", {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify({ jsonrpc: "2.0", ...message }),
    }),
  );
}

/** Begins a session and a call in it, and returns the question and the rest of its stream. */
async function ask(server: Server<unknown>) {
  const params = { protocolVersion: "2025-11-25", capabilities: { elicitation: {} } };
  const begun = await post(server, { id: 1, method: "initialize", params });
  await begun.text();
  const headers = { "mcp-session-id": begun.headers.get("mcp-session-id") ?? "" };
  const called = await post(
    server,
    { id: 2, method: "tools/call", params: { name: "ask" } },
    headers,
  );
  const reader = (called.body as ReadableStream<Uint8Array<ArrayBuffer>>)
    .pipeThrough(new TextDecoderStream())
    .getReader();
  let text = "";
  const until = async (part: string): Promise<string> => {
    while (!text.includes(part)) {
      const { value, done } = await reader.read();
      if (done) throw new Error(`The stream ended without ${part}: ${text}`);
      text += value;
    }
    return text;
  };
  const [, id] = /"id":"([^"]+)"/.exec(await until("elicitation/create")) ?? [];
  return { headers, until, answer: { id: id ?? "", result: { action: "decline" } } };
}

test("an answer that could not be stored is refused, and taken when it is sent again", async () => {
  let isLost = true;
  const { asking, answering } = createInstances({
    answering: ({ values }) => ({
      values: {
        set: async (key, ...rest) => {
          if (isLost && key.startsWith("answer:")) throw LOST;
          await values.set(key, ...rest);
        },
      },
    }),
  });
  const { headers, until, answer } = await ask(asking);
  const refused = await post(answering, answer, headers);
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "2"]);
  isLost = false;
  expect((await post(answering, answer, headers)).status).toBe(202);
  expect(await until('"result"')).toContain("decline");
});

test("an answer that could not be announced is refused, and taken when it is sent again", async () => {
  let isLost = false;
  const { asking, answering } = createInstances({
    answering: ({ bus }) => ({
      bus: {
        publish: async (topic, text) => {
          if (isLost) throw LOST;
          await bus.publish(topic, text);
        },
      },
    }),
  });
  const { headers, until, answer } = await ask(asking);
  isLost = true;
  expect((await post(answering, answer, headers)).status).toBe(503);
  isLost = false;
  expect((await post(answering, answer, headers)).status).toBe(202);
  expect(await until('"result"')).toContain("decline");
});

test("an answer that the asking instance could not read is read again", async () => {
  let failures = 0;
  const failed = Promise.withResolvers<void>();
  const { clock, asking, answering } = createInstances({
    asking: (values) => ({
      get: async (key) => {
        if (!key.startsWith("answer:") || failures > 0) return await values.get(key);
        failures += 1;
        failed.resolve();
        throw LOST;
      },
    }),
  });
  const { headers, until, answer } = await ask(asking);
  expect((await post(answering, answer, headers)).status).toBe(202);
  await failed.promise;
  const ended = until('"result"');
  await clock.advance(1_000);
  expect(await ended).toContain("decline");
});
