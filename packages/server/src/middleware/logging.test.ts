import type { Clock } from "@mortise/protocol";
import { ProtocolError, systemClock, ToolError } from "@mortise/protocol";
import { createFakeClock } from "@mortise/protocol/test-kit";
import { expect, test } from "vitest";
import { z } from "zod";
import { ScriptedClient } from "../connection/fixture/scripted-client.ts";
import type { ServerEvent } from "../log/mask.ts";
import { createServer } from "../server.ts";
import { callFetch } from "./fixture/call-fetch.ts";
import type { LoggingOptions, RequestRecord } from "./logging.ts";
import { logging } from "./logging.ts";

function createLogged(options: LoggingOptions = {}) {
  const events: ServerEvent[] = [];
  const records: RequestRecord[] = [];
  let time = 0;
  const clock: Clock = { ...systemClock, monotonic: () => (time += 1.5) };
  const log = (event: ServerEvent) => void events.push(event);
  const auth = {
    authenticate: async () => ({ principal: { id: "ada" } }),
  };
  const server = createServer({ name: "s", version: "1", log, auth, clock })
    .tool("greet", { description: "d", input: z.object({ name: z.string() }) }, ({ name }) => name)
    .tool("fail", { description: "d" }, () => {
      throw new ToolError("no");
    })
    .tool("ask", { description: "d" }, (_input, { roots }) => roots())
    .tool("wait", { description: "d" }, () => new Promise<never>(() => undefined))
    .resource("bad://one", { description: "d" }, () => {
      throw new Error("secret");
    })
    .resource("bad://two", { description: "d" }, () => {
      throw new ProtocolError(-7, "own");
    })
    .use(logging({ log: (record) => void records.push(record), ...options }));
  return { server, events, records };
}

const GREET = { name: "greet", arguments: { name: "secret" } };

test("a request is one record of JSON: method, outcome, duration, caller; no arguments", async () => {
  const { server, records } = createLogged();
  await (await callFetch(server, "tools/call", GREET)).text();
  expect(JSON.parse(JSON.stringify(records))).toEqual([
    {
      level: "info",
      method: "tools/call",
      target: "greet",
      id: 1,
      outcome: "complete",
      durationMs: 1.5,
      transport: "http",
      revision: "2026-07-28",
      principal: "ada",
    },
  ]);
});

test("arguments are written on request", async () => {
  const { server, records } = createLogged({ arguments: true });
  await new ScriptedClient(server).request("tools/call", GREET);
  expect(records[0]).toMatchObject({ arguments: { name: "secret" }, client: "scripted" });
});

test("credentials among arguments and in a URI do not reach a record", async () => {
  const { server, records } = createLogged({ arguments: true });
  const client = new ScriptedClient(server);
  const given = { name: "Ann", password: "hunter2", nested: [{ api_key: "k" }] };
  await client.request("tools/call", { name: "greet", arguments: given });
  await client.request("resources/read", { uri: "https://ann:pw@a.example/?token=abc" });
  expect(records).toMatchObject([
    { arguments: { name: "Ann", password: "(redacted)", nested: [{ api_key: "(redacted)" }] } },
    { target: "https://(redacted)@a.example/?token=(redacted)" },
  ]);
});

test("a record says how a request ended, and how bad that is", async () => {
  const { server, records } = createLogged();
  const client = new ScriptedClient(server);
  const _meta = { "io.modelcontextprotocol/clientCapabilities": { roots: {} } };
  await client.request("tools/call", { name: "fail" });
  await client.request("tools/call", { name: "ask", _meta });
  await client.request("tools/call", { name: "nobody" });
  await client.request("resources/read", { uri: "bad://one" });
  await client.request("resources/read", { uri: "bad://two" });
  await client.request("made/up");
  const { id } = client.start("tools/call", { name: "wait" });
  client.notify("notifications/cancelled", { requestId: id });
  await client.connection.drain();
  expect(records.map(({ level, outcome, code }) => [level, outcome, code])).toEqual([
    ["warning", "failed", undefined],
    ["info", "input_required", undefined],
    ["warning", "refused", -32602],
    ["error", "error", -32603],
    ["warning", "refused", -7],
    ["warning", "refused", -32601],
    ["info", "cancelled", undefined],
  ]);
});

test("milder records than asked for are not written", async () => {
  const { server, records } = createLogged({ level: "warning" });
  const client = new ScriptedClient(server);
  await client.request("tools/call", GREET);
  await client.request("tools/call", { name: "fail" });
  expect(records.map(({ target }) => target)).toEqual(["fail"]);
});

test("without a log of its own it writes to the server's", async () => {
  const events: ServerEvent[] = [];
  const server = createServer({
    name: "s",
    version: "1",
    clock: createFakeClock(),
    log: (event) => void events.push(event),
  })
    .tool("greet", { description: "d" }, () => "hi")
    .use(logging());
  await new ScriptedClient(server).request("tools/call", { name: "greet" });
  await new ScriptedClient(server).request("tools/call", { name: "nobody" });
  expect(events.map(({ level, message }) => [level, message])).toEqual([
    ["info", 'tools/call "greet": complete in 0 ms'],
    ["warning", 'tools/call "nobody": refused -32602 in 0 ms'],
  ]);
  expect(events[0]?.data).toMatchObject({ method: "tools/call", target: "greet" });
});

test("a log that fails does not fail the request", async () => {
  const { server, events } = createLogged({
    log: () => {
      throw new Error("full");
    },
  });
  const { result } = await new ScriptedClient(server).request("tools/call", GREET);
  expect(result["content"]).toEqual([{ type: "text", text: "secret" }]);
  expect(events).toMatchObject([{ level: "error", message: "The log of requests failed" }]);
});
