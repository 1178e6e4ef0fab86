import type { Listening } from "@mortise/node";
import { listen, withoutServing } from "@mortise/node";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import type { InspectorTarget } from "./connection/target.ts";
import { DESK, httpTarget, openPage } from "./fixture/open-page.ts";

let listening: Listening;

beforeAll(async () => {
  const { desk } = await withoutServing(() => import("./fixture/desk.ts"));
  listening = await listen(desk, { port: 0 });
});

afterAll(() => listening.close());

const MATRIX = (["stdio", "http"] as const).flatMap((transport) =>
  (["2026-07-28", "2025-11-25"] as const).map((revision) => [transport, revision] as const),
);

describe.each(MATRIX)("over %s in %s", (transport, preference) => {
  const target = (): InspectorTarget =>
    transport === "stdio"
      ? { ...DESK, preference }
      : { ...httpTarget("desk", listening.url), preference };

  test("a connection shows the server and its lists as they are on the wire", async () => {
    const page = await openPage([target()]);
    const state = await page.connection("desk", "connected");
    expect(state).toMatchObject({
      id: "desk",
      kind: transport,
      revision: preference,
      serverInfo: { name: "desk", version: "1.0.0" },
    });
    const catalogue = await page.catalogue("desk");
    const list = page
      .rows()
      .find(({ rpc }) => rpc?.method === "tools/list" && rpc.kind === "result");
    const { result } = JSON.parse(list?.text ?? "") as { result: { tools: unknown } };
    expect(catalogue.tools).toEqual({ items: result.tools });
    expect(catalogue.prompts.items.map(({ name }) => name)).toEqual(["greet"]);
    expect(catalogue.resources.items.map(({ uri }) => uri)).toEqual(["desk://note"]);
    expect(catalogue.templates.failure).toBeUndefined();
  });

  test("a review has the findings, and the tools as each provider receives them", async () => {
    const page = await openPage([target()]);
    const { tools } = await page.catalogue("desk");
    const { findings, views, unseen } = await page.post("review", { connection: "desk" });
    expect(views.map(({ label }) => label)).toEqual(["Anthropic", "OpenAI", "Google"]);
    for (const view of views) {
      expect(view.tools.map(({ tool }) => tool)).toEqual(tools.items.map(({ name }) => name));
      expect(view.tokens).toBeGreaterThan(0);
    }
    expect(findings.map(({ rule }) => rule)).toContain("no-annotations");
    expect(unseen).toHaveLength(1);
  });

  test("a call has its result, the verdict of the schema, and its rows in pairs", async () => {
    const page = await openPage([target()]);
    await page.catalogue("desk");
    const params = { name: "echo", arguments: { text: "é🦊" } };
    const call = await page.call("desk", "tools/call", params);
    expect(call).toMatchObject({
      status: "done",
      output: "valid",
      rounds: 1,
      result: { structuredContent: { text: "é🦊" } },
      ms: expect.any(Number),
    });
    const rows = page.rows(call.id);
    const [request] = rows.filter(({ rpc }) => rpc?.kind === "request");
    const [result] = rows.filter(({ rpc }) => rpc?.kind === "result");
    expect(result).toMatchObject({
      pair: request?.id,
      ms: call.ms,
      rpc: { method: "tools/call", subject: "echo" },
    });
    if (transport === "stdio") return;
    const [head] = rows.filter(({ kind }) => kind === "http-request");
    const [answer] = rows.filter(({ kind }) => kind === "http-response");
    expect(answer).toMatchObject({ pair: head?.id, http: { status: 200 } });
    expect(head?.exchange).toBe(request?.exchange);
  });

  test("a failure of a tool, an error of the protocol and a progress differ", async () => {
    const page = await openPage([target()]);
    await page.catalogue("desk");
    const failed = await page.call("desk", "tools/call", { name: "fail", arguments: {} });
    expect(failed).toMatchObject({ status: "done", result: { isError: true } });
    expect(page.rows(failed.id).some(({ rpc }) => rpc?.isError)).toBe(true);
    const unknown = await page.call("desk", "tools/call", { name: "none", arguments: {} });
    expect(unknown).toMatchObject({ status: "failed", error: { code: -32602 } });
    const { call } = await page.post("call", {
      connection: "desk",
      method: "tools/call",
      params: { name: "wait", arguments: {} },
    });
    const progress = await page.until(
      () => page.last("call", (event) => event.call.id === call)?.call.progress,
    );
    expect(progress).toEqual({ progress: 1, total: 4, message: "one of four" });
    await page.post("cancel", { call });
    expect(await page.ended(call)).toMatchObject({ status: "cancelled" });
    const refused = await page.send("cancel", { call });
    expect(refused.status).toBe(404);
  });

  test("a question waits for its answer, and names the call", async () => {
    const page = await openPage([target()]);
    await page.catalogue("desk");
    const { call } = await page.post("call", {
      connection: "desk",
      method: "tools/call",
      params: { name: "ask", arguments: {} },
    });
    const { ask } = await page.until(() => page.last("ask", () => true));
    expect(ask).toMatchObject({ kind: "elicitation", call, params: { message: "Which name?" } });
    await page.post("answer", {
      ask: ask.id,
      answer: { action: "accept", content: { name: "Ada" } },
    });
    const ended = await page.ended(call);
    expect(ended).toMatchObject({
      status: "done",
      result: { content: [{ type: "text", text: "Hello Ada" }] },
      rounds: preference === "2026-07-28" ? 2 : 1,
    });
    const answered = page.last("ask", (event) => event.ask.id === ask.id)?.ask;
    expect(answered?.answer).toEqual({ action: "accept", content: { name: "Ada" } });
  });

  test("an answer that does not fit is asked for again, with the reason", async () => {
    const page = await openPage([target()]);
    await page.catalogue("desk");
    const { call } = await page.post("call", {
      connection: "desk",
      method: "tools/call",
      params: { name: "ask", arguments: {} },
    });
    const first = await page.until(() => page.last("ask", () => true)?.ask);
    await page.post("answer", {
      ask: first.id,
      answer: { action: "accept", content: { name: 4 } },
    });
    const second = await page.until(() => page.last("ask", ({ ask }) => ask.id !== first.id)?.ask);
    expect(second.reason).toContain("name");
    await page.post("cancel", { call });
    await page.until(() =>
      page.last("ask", ({ ask }) => ask.id === second.id && ask.answer === "cancelled"),
    );
  });

  test("the roots of the page are the answer to the question for them", async () => {
    const page = await openPage([target()]);
    await page.catalogue("desk");
    await page.post("roots", { connection: "desk", roots: [{ uri: "file:///work" }] });
    const call = await page.call("desk", "tools/call", { name: "roots", arguments: {} });
    expect(call.result).toMatchObject({ content: [{ text: "file:///work" }] });
    expect(page.last("ask", ({ ask }) => ask.kind === "roots")?.ask).toMatchObject({
      answer: { roots: [{ uri: "file:///work" }] },
    });
  });

  test("a subscription reports each change until it is ended", async () => {
    const page = await openPage([target()]);
    await page.catalogue("desk");
    const uri = "desk://note";
    await page.post("subscribe", { connection: "desk", uri, isOn: true });
    expect(page.host.find("desk").state.subscriptions).toEqual([uri]);
    await page.call("desk", "tools/call", { name: "write", arguments: { text: "second" } });
    const updated = await page.until(() => page.last("resource-updated", () => true));
    expect(updated).toMatchObject({ connection: "desk", uri });
    await page.post("subscribe", { connection: "desk", uri, isOn: false });
    expect(page.host.find("desk").state.subscriptions).toEqual([]);
  });

  test("bytes are sent as they are, and their answer ends the call", async () => {
    const page = await openPage([target()]);
    await page.catalogue("desk");
    const method = preference === "2026-07-28" ? "server/discover" : "ping";
    const sent = page
      .rows()
      .find(({ rpc }) => rpc?.method === "tools/list" && rpc.kind === "request");
    const { params } = JSON.parse(sent?.text ?? "") as { params: unknown };
    const body = `{ "jsonrpc":"2.0",  "id":"raw-1","method":"${method}", "params": ${JSON.stringify(params)} }`;
    const { call } = await page.post("raw", { connection: "desk", body });
    expect(await page.ended(call)).toMatchObject({ status: "done", raw: body, method });
    const [row] = page.rows(call).filter(({ rpc }) => rpc?.kind === "request");
    expect(row).toMatchObject({ text: body, lane: "inspector" });
  });

  test("completion comes from the server", async () => {
    const page = await openPage([target()]);
    await page.catalogue("desk");
    const completion = await page.post("complete", {
      connection: "desk",
      reference: { type: "ref/prompt", name: "greet" },
      argument: { name: "name", value: "A" },
    });
    expect(completion.values).toEqual(["Ada", "Anna"]);
  });

  test("a large result and its frame are read whole beside the stream", async () => {
    const page = await openPage([target()]);
    await page.catalogue("desk");
    const size = 400_000;
    const call = await page.call("desk", "tools/call", { name: "large", arguments: { size } });
    expect(call.result).toBeUndefined();
    expect(call.resultBytes).toBeGreaterThan(size);
    const { headers, origin } = page;
    const whole = await fetch(`${origin}/_inspect/result?call=${call.id}`, { headers });
    expect(((await whole.json()) as { content: [{ text: string }] }).content[0].text).toHaveLength(
      size,
    );
    const [row] = page.rows(call.id).filter(({ rpc }) => rpc?.kind === "result");
    expect(row).toMatchObject({ isCut: true });
    const frame = await fetch(`${origin}/_inspect/frame?id=${row?.id}`, { headers });
    expect(Buffer.byteLength(await frame.text())).toBe(row?.bytes);
  });

  test("log messages of the server are lines of their call", async () => {
    const page = await openPage([target()]);
    await page.catalogue("desk");
    await page.post("log-level", { connection: "desk", level: "debug" });
    await page.call("desk", "tools/call", { name: "log", arguments: {} });
    const { line } = await page.until(() =>
      page.last("log", (event) => event.line.source === "notification"),
    );
    expect(line).toMatchObject({ level: "warning", text: "desk: careful", connection: "desk" });
  });
});

test("several servers are shown at once, each under a name of its own", async () => {
  const page = await openPage([DESK, httpTarget("desk", listening.url)]);
  const [one, other] = await Promise.all([
    page.connection("desk", "connected"),
    page.connection("desk-2", "connected"),
  ]);
  expect([one.kind, other.kind]).toEqual(["stdio", "http"]);
});

test("a page that comes back receives what changed, and all of another run", async () => {
  const page = await openPage([DESK]);
  await page.connection("desk", "connected");
  await page.catalogue("desk");
  const since = page.events.at(-1)?.sequence ?? 0;
  await page.call("desk", "tools/call", { name: "echo", arguments: { text: "a" } });
  const again = await followAgain(page, `?since=${since}`);
  expect(again[0]).toMatchObject({ type: "info", info: { power: "control" } });
  expect(again.some(({ type }) => type === "catalogue")).toBe(false);
  expect(again.filter(({ type }) => type === "call")).toHaveLength(1);
  const other = await followAgain(page, `?since=${since}&run=another`);
  expect(other[0]).toMatchObject({ type: "reset" });
  expect(other.some(({ type }) => type === "catalogue")).toBe(true);
});

async function followAgain(
  { host, origin }: Awaited<ReturnType<typeof openPage>>,
  query: string,
): Promise<{ type: string }[]> {
  const leaving = new AbortController();
  onTestFinished(() => leaving.abort());
  const { Page } = await import("./fixture/open-page.ts");
  const page = new Page(origin, host.token);
  await page.follow(leaving.signal, query);
  await page.until(() => page.last("call", ({ call }) => call.status === "done"));
  return page.events;
}
