import { request } from "node:http";
import { connect } from "@mortise/node";
import { expect, test } from "vitest";
import { serverCode } from "./dev/fixture/project.ts";
import { openPage } from "./fixture/page.ts";
import { startProject } from "./fixture/started.ts";

const TOOLS = `
server.tool("speaks", { description: "d" }, async () => {
  await new Promise((resolve) => setImmediate(resolve));
  console.warn("low on %s", "paper");
  return "ok";
});
server.tool("breaks", { description: "d" }, () => { throw new Error("secret"); });
`;

test("output, exceptions and times of a handler belong to the call of the page", async () => {
  const { development, notices } = await startProject({
    "server.ts": serverCode({}, { tail: TOOLS }),
  });
  await notices.take("served");
  using page = await openPage(new URL(development.endpoint).origin);
  await page.events.take("catalogue");
  const params = { name: "speaks", arguments: {} };
  const { call } = await page.post("call", { connection: "self", method: "tools/call", params });
  const { line } = await page.events.take("log", (event) => event.line.call === call);
  expect(line).toMatchObject({ source: "console", level: "warning", text: "low on paper" });
  expect([line.place?.file, line.place?.line]).toEqual([expect.stringMatching(/server\.ts$/), 7]);
  await expect
    .poll(() => {
      const calls = page.events.all.flatMap((event) => (event.type === "call" ? [event.call] : []));
      return calls.findLast(({ id }) => id === call)?.spans?.map(({ name }) => name);
    })
    .toEqual(["validate", "handler", "serialise"]);
  const broken = { name: "breaks", arguments: {} };
  const other = await page.post("call", {
    connection: "self",
    method: "tools/call",
    params: broken,
  });
  const { line: thrown } = await page.events.take(
    "log",
    ({ line: { call: id } }) => id === other.call,
  );
  expect(thrown).toMatchObject({ source: "exception", level: "error", text: "secret" });
  expect(thrown.stack?.[0]).toMatchObject({ line: 10 });
  // The server's own line of the same error is left out.
  expect(
    page.events.all.filter((event) => event.type === "log" && /secret/.test(event.line.text)),
  ).toHaveLength(1);
});

test("bytes that the page sends as they are belong to their call, and show no mark", async () => {
  const { development, notices } = await startProject({
    "server.ts": serverCode({}, { tail: TOOLS }),
  });
  await notices.take("served");
  using page = await openPage(new URL(development.endpoint).origin);
  await page.events.take("catalogue");
  const params = { name: "speaks", arguments: {} };
  const listed = await page.post("call", { connection: "self", method: "tools/call", params });
  await page.events.take("log", ({ line }) => line.call === listed.call);
  const findSent = () =>
    page.events.all.findLast(
      (event) =>
        event.type === "wire" &&
        event.row.rpc?.method === "tools/call" &&
        event.row.rpc.kind === "request",
    );
  const isOver = () =>
    page.events.all.some(
      (event) => event.type === "call" && event.call.id === listed.call && event.call.spans,
    );
  // The same request twice at once would be another test.
  await expect.poll(isOver).toBe(true);
  const sent = findSent();
  const body = sent?.type === "wire" ? sent.row.text : "";
  const { call } = await page.post("raw", { connection: "self", body, headers: {} });
  const { line } = await page.events.take("log", ({ line: { call: id } }) => id === call);
  expect(line.text).toBe("low on paper");
  const rows = page.events.all.flatMap((event) => (event.type === "wire" ? [event.row] : []));
  expect([...new Set(rows.map(({ lane }) => lane))]).toEqual(["inspector"]);
  expect(JSON.stringify(rows)).not.toContain("x-mortise-inspector");
});

test("each client has a lane of its own, and the inspector's requests are there once", async () => {
  const { development, notices } = await startProject({ "server.ts": serverCode({ a: "1" }) });
  await notices.take("served");
  using page = await openPage(new URL(development.endpoint).origin);
  await page.events.take("catalogue");
  await using cursor = await connect(development.endpoint, { name: "cursor", version: "2.1" });
  await cursor.callTool("a", {});
  await using legacy = await connect(development.endpoint, {
    name: "old-host",
    version: "1",
    revision: "2025-11-25",
  });
  await legacy.callTool("a", {});
  const isCall = (lane: string) => (event: { readonly row: { lane: string; rpc?: unknown } }) =>
    event.row.lane === lane && (event.row.rpc as { method?: string })?.method === "tools/call";
  const [asked] = [await page.events.take("wire", isCall("cursor 2.1"))];
  expect(asked.row).toMatchObject({
    direction: "to-server",
    connection: "self",
    transport: "http",
  });
  const { row } = await page.events.take("wire", isCall("cursor 2.1"));
  expect(row).toMatchObject({ direction: "to-client", pair: asked.row.id });
  await page.events.take("wire", isCall("old-host 1"));
  const lanes = page.events.all.flatMap((event) => (event.type === "wire" ? [event.row.lane] : []));
  expect([...new Set(lanes)].sort()).toEqual(["cursor 2.1", "inspector", "old-host 1"]);
  const { request: shown } = await notices.take(
    "request",
    (n) => n.request.lane === "cursor 2.1" && n.request.method === "tools/call",
  );
  expect(shown).toMatchObject({ subject: "a" });
});

test("a foreign host is refused, and the page and the server have their paths", async () => {
  const { development, notices } = await startProject({ "server.ts": serverCode({ a: "1" }) });
  await notices.take("served");
  const { port, endpoint } = development;
  const status = (path: string, host: string): Promise<number | undefined> => {
    const { promise, resolve, reject } = Promise.withResolvers<number | undefined>();
    const sent = request({ host: "127.0.0.1", port, path, headers: { host } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    sent.on("error", reject);
    sent.end();
    return promise;
  };
  expect(await status("/mcp", "evil.example.com")).toBe(403);
  expect(await status("/healthz", `localhost:${port}`)).toBe(200);
  expect(await status("/.well-known/oauth-protected-resource/mcp", "localhost")).toBe(404);
  const unknown = await fetch(new URL("/_inspect/nope", endpoint));
  expect([unknown.status, unknown.headers.get("content-type")]).toEqual([
    404,
    expect.stringContaining("application/json"),
  ]);
});

test("a client that goes away reaches the handler through the port", async () => {
  const tail = `server.tool("waits", { description: "d" }, (_input, { signal }) => new Promise(() => { signal.addEventListener("abort", () => console.log("aborted")); console.log("begun"); }));`;
  const { development, notices } = await startProject({ "server.ts": serverCode({}, { tail }) });
  await notices.take("served");
  await using client = await connect(development.endpoint);
  const controller = new AbortController();
  const lost = client.callTool("waits", {}, { signal: controller.signal }).catch(() => "gone");
  await notices.take("log", ({ line }) => line.text === "begun");
  controller.abort();
  await notices.take("log", ({ line }) => line.text === "aborted");
  expect(await lost).toBe("gone");
});
