import type { Revision } from "@mortise/protocol";
import { createFakeClock } from "@mortise/protocol/test-kit";
import { describe, expect, test } from "vitest";
import { createServer } from "../server.ts";
import { ScriptedClient } from "./fixture/scripted-client.ts";

const never = new Promise<never>(() => undefined);
const REVISIONS: readonly Revision[] = ["2026-07-28", "2025-11-25"];

/** A server each of whose callbacks has its own client cancel the request before it returns. */
function build(revision: Revision) {
  const clock = createFakeClock();
  const ran: string[] = [];
  let onCall: () => void = () => undefined;
  const cancel = <Value>(value: Value): Value => {
    onCall();
    return value;
  };
  const define = (description: string) => ({ description });
  const server = createServer({ name: "s", version: "1", clock, log: () => undefined })
    .tool("pending_rule", { ...define("d"), allow: () => cancel(never) }, () => ran.push("rule"))
    .tool("open_rule", { ...define("d"), allow: () => cancel(true) }, () => ran.push("rule"))
    .tool("closed_rule", { ...define("d"), allow: () => cancel(false) }, () => ran.push("rule"))
    .tool("pending_handler", define("d"), () => cancel(never))
    .tool("ready_handler", define("d"), () => cancel("done"))
    .tool("loud_handler", define("d"), (_input, { progress }) => {
      progress(1);
      return cancel("done");
    })
    .resource("r://a", { allow: () => cancel(true) }, () => "text")
    .prompt("p", { allow: () => cancel(never) }, () => "text");
  const client = new ScriptedClient(server, revision);
  let lastId = 100;
  const run = (method: string, params: object): number => {
    lastId += 1;
    const id = lastId;
    const message = { requestId: id, reason: "changed my mind" };
    onCall = () => client.notify("notifications/cancelled", message);
    client.send({ jsonrpc: "2.0", id, method, params: client.withMeta({ ...params }) });
    onCall = () => undefined;
    return id;
  };
  return { client, clock, ran, run };
}

describe.each(REVISIONS)("%s", (revision) => {
  test.each([
    ["tools/call", { name: "pending_rule" }],
    ["tools/call", { name: "open_rule" }],
    ["tools/call", { name: "closed_rule" }],
    ["tools/call", { name: "pending_handler" }],
    ["tools/call", { name: "ready_handler" }],
    ["tools/call", { name: "loud_handler", _meta: { progressToken: 1 } }],
    ["resources/read", { uri: "r://a" }],
    ["prompts/get", { name: "p" }],
  ])("%s %j that cancels itself gets no answer, and waits for nothing", async (method, params) => {
    const { client, clock, ran, run } = build(revision);
    const id = run(method, params);
    await client.connection.drain();
    expect(clock.pending).toEqual([]);
    expect(ran).toEqual([]);
    expect(client.lines.filter((line) => JSON.parse(line).id === id)).toEqual([]);
  });

  test("the id of a request that cancelled itself is free again", async () => {
    const { client, run } = build(revision);
    const id = run("tools/call", { name: "pending_rule" });
    await client.connection.drain();
    const params = client.withMeta({ name: "ready_handler" });
    client.send({ jsonrpc: "2.0", id, method: "tools/call", params });
    await client.connection.drain();
    const answers = client.lines.map((line) => JSON.parse(line)).filter((line) => line.id === id);
    expect(answers).toMatchObject([{ result: { content: [{ text: "done" }] } }]);
  });

  test("a second request with the id of the one that is being decided is refused", async () => {
    let again: () => void = () => undefined;
    const server = createServer({ name: "s", version: "1" }).tool(
      "t",
      {
        description: "d",
        allow: () => {
          again();
          return true;
        },
      },
      () => "done",
    );
    const client = new ScriptedClient(server, revision);
    const params = client.withMeta({ name: "t" });
    const message = { jsonrpc: "2.0", id: 500, method: "tools/call", params };
    again = () => {
      again = () => undefined;
      client.send(message);
    };
    client.send(message);
    await client.connection.drain();
    const answers = client.lines.map((line) => JSON.parse(line)).filter(({ id }) => id === 500);
    expect(answers).toMatchObject([
      { error: { message: expect.stringContaining("500") } },
      { result: { content: [{ text: "done" }] } },
    ]);
  });
});

test("a connection that a rule closes runs no handler", async () => {
  const ran: string[] = [];
  let close: () => void = () => undefined;
  const allow = (): boolean => {
    close();
    return true;
  };
  const server = createServer({ name: "s", version: "1" }).tool(
    "t",
    { description: "d", allow },
    () => ran.push("t"),
  );
  const client = new ScriptedClient(server);
  close = () => client.connection.close();
  client.start("tools/call", { name: "t" });
  await client.connection.drain();
  expect([ran, client.lines]).toEqual([[], []]);
});

test("a web request that its own rule aborts does not wait for the rule", async () => {
  const clock = createFakeClock();
  const controller = new AbortController();
  const allow = (): Promise<boolean> => {
    controller.abort();
    return never;
  };
  const server = createServer({ name: "s", version: "1", clock }).tool(
    "t",
    { description: "d", allow },
    () => "done",
  );
  const body = { jsonrpc: "2.0", id: 1, method: "tools/call", params: { name: "t" } };
  const headers = {
    "content-type": "application/json",
    accept: "application/json, text/event-stream",
    "mcp-protocol-version": "2025-11-25",
  };
  const { signal } = controller;
  const init = { method: "POST", headers, body: JSON.stringify(body), signal };
  const response = await server.fetch(new Request("http://localhost/mcp", init));
  expect([response.status, await response.text()]).toEqual([202, ""]);
});
