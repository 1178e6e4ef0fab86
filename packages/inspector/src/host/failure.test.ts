import { once } from "node:events";
import type { RequestListener } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { connect, listen } from "@mortise/node";
import type { Clock } from "@mortise/protocol";
import { createFakeClock } from "@mortise/protocol/test-kit";
import { createServer as createMcpServer } from "@mortise/server";
import { expect, onTestFinished, test } from "vitest";
import type { ConnectionStatus, Failure } from "../contract/index.ts";
import type { InspectorTarget } from "./connection/target.ts";
import type { Page } from "./fixture/open-page.ts";
import { DESK, httpTarget, openPage, stdioTarget } from "./fixture/open-page.ts";

/** Serves HTTP for one test, and returns the URL. */
async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen({ port: 0, host: "127.0.0.1" });
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`;
}

function answerWith(status: number, type: string, body: string): RequestListener {
  return (_request, response) => {
    response.writeHead(status, { "content-type": type }).end(body);
  };
}

/** A server that runs a script in place of MCP; `clock` times its answers. */
function scriptTarget(source: string, clock?: Clock): InspectorTarget {
  const target = stdioTarget("script", [process.execPath, "--eval", source]);
  return {
    ...target,
    connect: ({ settings, onStderr }) =>
      connect(
        { command: process.execPath, args: ["--eval", source], stderr: onStderr },
        { ...settings, ...(clock && { clock }) },
      ),
  };
}

async function failureOf(
  target: InspectorTarget,
  status: ConnectionStatus = "failed",
): Promise<Failure> {
  const page = await openPage([target]);
  const { failure } = await page.connection(target.name, status);
  if (failure === undefined) throw new Error("the connection failed without a failure");
  return failure;
}

/** A page on a script that never answers, once the patience with it is over. */
async function openSilent(source: string, isReady: (page: Page) => boolean): Promise<Page> {
  const clock = createFakeClock();
  const page = await openPage([scriptTarget(source, clock)]);
  await page.until(() => isReady(page) || undefined);
  const isOver = async (): Promise<boolean> => {
    await clock.advance("10m");
    return page.last("connection", () => true)?.connection.status === "failed";
  };
  while (!(await isOver()));
  return page;
}

async function failureOfSilent(source: string, isReady: (page: Page) => boolean): Promise<Failure> {
  const page = await openSilent(source, isReady);
  return (await page.connection("script", "failed")).failure as Failure;
}

const hasStray = (page: Page): boolean => page.rows().some(({ kind }) => kind === "stray");

test("each failure has its cause and its remedy, and no two are the same (modelcontextprotocol/inspector#384)", async () => {
  const plain = await serve(answerWith(404, "application/json", "{}"));
  const failures = {
    command: await failureOf(stdioTarget("none", ["no-such-command-anywhere"])),
    exit: await failureOf(scriptTarget(`console.error("Boom: missing API_KEY"); process.exit(3);`)),
    stdout: await failureOfSilent(
      `console.log("Listening on stdio"); process.stdin.resume();`,
      hasStray,
    ),
    silent: await failureOfSilent("process.stdin.resume();", () => true),
    refused: await failureOf(httpTarget("refused", "http://127.0.0.1:1/mcp")),
    missing: await failureOf(httpTarget("missing", plain)),
    page: await failureOf(
      httpTarget("page", await serve(answerWith(200, "text/html", "<h1>Welcome</h1>"))),
    ),
    login: await failureOf(
      httpTarget("login", await serve(answerWith(401, "application/json", "{}"))),
      "needs-auth",
    ),
    broken: await failureOf(
      httpTarget("broken", await serve(answerWith(500, "text/plain", "stack of secrets"))),
    ),
    tls: await failureOf(httpTarget("tls", plain.replace("http:", "https:"))),
    name: await failureOf(httpTarget("name", "http://no-such-host.invalid/mcp")),
  };
  expect(failures).toMatchObject({
    command: { step: "start the process", fix: expect.stringContaining("spelling") },
    exit: {
      code: "SERVER_EXITED",
      cause: "the process exited with code 3",
      detail: expect.stringContaining("missing API_KEY"),
      fix: expect.stringContaining("stderr"),
    },
    stdout: {
      cause: expect.stringContaining('"Listening on stdio", which is no JSON-RPC message'),
      fix: expect.stringContaining("console.error"),
    },
    silent: { code: "TIMEOUT" },
    refused: {
      cause: expect.stringContaining("ECONNREFUSED"),
      fix: expect.stringContaining("port"),
    },
    missing: { cause: expect.stringContaining("404"), fix: expect.stringContaining("/mcp") },
    page: { cause: expect.stringContaining("web page"), fix: expect.stringContaining("endpoint") },
    login: { cause: expect.stringContaining("401"), fix: expect.stringContaining("sign in") },
    broken: { cause: expect.stringContaining("500"), fix: expect.stringContaining("log") },
    tls: { fix: expect.stringContaining("http:") },
    name: {
      cause: expect.stringContaining("name of the host"),
      fix: expect.stringContaining("spelling"),
    },
  });
  const texts = Object.values(failures).map(({ step, cause, fix }) => `${step} ${cause} ${fix}`);
  expect(new Set(texts).size).toBe(texts.length);
});

test("output of a server that is no message is a row, and so is each line of stderr (modelcontextprotocol/inspector#1283)", async () => {
  const page = await openSilent(
    `console.log("debug!"); console.error("one\\ntwo"); process.stdin.resume();`,
    (opened) => hasStray(opened) && opened.rows().some(({ text }) => text === "two"),
  );
  const rows = page.rows();
  expect(rows.find(({ kind }) => kind === "stray")).toMatchObject({ text: "debug!\n" });
  const lines = rows.filter(({ kind }) => kind === "stderr").map(({ text }) => text);
  expect(lines).toEqual(expect.arrayContaining(["one", "two"]));
});

test("a secret in the stderr of a server is masked", async () => {
  const page = await openPage([
    scriptTarget(`console.error("sent Authorization: Bearer abc-secret-1"); process.exit(1);`),
  ]);
  await page.connection("script", "failed");
  expect(JSON.stringify(page.events)).not.toContain("abc-secret-1");
});

test("a list that fails is a failure, and keeps what was listed before (modelcontextprotocol/inspector#1064)", async () => {
  let isBroken = false;
  const server = createMcpServer({ name: "desk", version: "1.0.0", log: () => undefined })
    .tool("echo", { description: "Repeats" }, () => "a")
    .use("tools/list", async (_context, next) => {
      if (isBroken) throw new Error("the database is away");
      return await next();
    });
  const listening = await listen(server, { port: 0 });
  onTestFinished(() => listening.close());
  const page = await openPage([httpTarget("desk", listening.url)]);
  const before = await page.catalogue("desk");
  expect(before.tools.items).toHaveLength(1);
  isBroken = true;
  await page.post("refresh", { connection: "desk" });
  const { tools } = await page.until(() => {
    const found = page.last("catalogue", () => true)?.catalogue;
    return found?.tools.failure === undefined ? undefined : found;
  });
  expect(tools.items).toHaveLength(1);
  expect(tools.failure).toMatchObject({ step: "read tools/list" });
});

test("a server whose process ends is stale, then connected again, with what was shown", async () => {
  const page = await openPage([DESK]);
  await page.catalogue("desk");
  const uri = "desk://note";
  await page.post("subscribe", { connection: "desk", uri, isOn: true });
  const call = await page.call("desk", "tools/call", { name: "exit", arguments: {} });
  expect(call).toMatchObject({ status: "failed", failure: { code: "SERVER_EXITED" } });
  const stale = await page.until(() =>
    page.last("connection", ({ connection }) => connection.status === "stale"),
  );
  expect(stale.connection).toMatchObject({
    serverInfo: { name: "desk" },
    failure: { cause: "the process exited with code 3" },
  });
  await page.until(() => {
    const state = page.last("connection", () => true)?.connection;
    return state?.status === "connected" && state.subscriptions.includes(uri) ? state : undefined;
  });
  const again = await page.call("desk", "tools/call", { name: "echo", arguments: { text: "b" } });
  expect(again.status).toBe("done");
});

test("a server over HTTP that goes away is stale, and found again at the same place", async () => {
  const create = (): ReturnType<typeof createMcpServer> =>
    createMcpServer({ name: "desk", version: "1.0.0", log: () => undefined }).tool(
      "echo",
      { description: "Repeats" },
      () => "a",
    ) as never;
  const first = await listen(create(), { port: 0, grace: 0 } as never);
  const { port, url } = first;
  const page = await openPage([httpTarget("desk", url)]);
  await page.catalogue("desk");
  await first.close();
  await page.connection("desk", "stale");
  const second = await listen(create(), { port });
  onTestFinished(() => second.close());
  await page.connection("desk", "connected");
  const call = await page.call("desk", "tools/call", { name: "echo", arguments: {} });
  expect(call.status).toBe("done");
});

test("to connect twice at once is one connection, and another revision takes its place (modelcontextprotocol/inspector#209)", async () => {
  let opened = 0;
  const target: InspectorTarget = {
    ...DESK,
    connect: (connection) => {
      opened += 1;
      return DESK.connect(connection);
    },
  };
  const page = await openPage([]);
  page.host.add(target);
  await Promise.all([
    page.post("connect", { connection: "desk" }),
    page.post("connect", { connection: "desk" }),
  ]);
  expect(opened).toBe(1);
  await page.connection("desk", "connected");
  await page.post("connect", { connection: "desk", preference: "2025-06-18" });
  expect(page.host.find("desk").state).toMatchObject({
    status: "connected",
    revision: "2025-06-18",
    preference: "2025-06-18",
  });
  await page.post("disconnect", { connection: "desk" });
  await page.connection("desk", "disconnected");
  const refused = await page.send("call", { connection: "desk", method: "ping", params: {} });
  expect(refused.status).toBe(409);
  await page.post("remove", { connection: "desk" });
  await page.until(() =>
    page.last("connection-removed", ({ connection }) => connection === "desk"),
  );
});

test("a tool that is added is listed by itself", async () => {
  const page = await openPage([DESK]);
  await page.catalogue("desk");
  await page.call("desk", "tools/call", { name: "grow", arguments: {} });
  await page.until(() =>
    page.last("catalogue", ({ catalogue }) =>
      catalogue.tools.items.some(({ name }) => name === "grown"),
    ),
  );
});
