import { ErrorCode, ProtocolError } from "@mortise/protocol";
import { expect, test } from "vitest";
import { ScriptedClient } from "../connection/fixture/scripted-client.ts";
import { callFetch } from "../middleware/fixture/call-fetch.ts";
import { createServer } from "../server.ts";
import type { ServerExtension } from "./extension.ts";
import type { SubscriptionStream } from "./extension-subscription.ts";

const ID = "com.example/jobs";
const DECLARED = { "io.modelcontextprotocol/clientCapabilities": { extensions: { [ID]: {} } } };

const JOBS: ServerExtension = {
  id: ID,
  settings: { list: true },
  methods: {
    "jobs/get": {
      named: "jobId",
      handler: ({ jobId }, { request }) => ({ jobId, name: request.name, _meta: { mine: 1 } }),
    },
    "jobs/open": { requiresClient: false, handler: () => ({ open: true }) },
    "jobs/fail": {
      requiresClient: false,
      handler: () => {
        throw new ProtocolError(-3, "own");
      },
    },
  },
};

function createJobServer(extension: Partial<ServerExtension> = {}) {
  return createServer({ name: "s", version: "1" })
    .tool("work", { description: "d" }, () => "done")
    .extend({ ...JOBS, ...extension });
}

test.each(["2026-07-28", "2025-11-25"] as const)(
  "in %s an extension is declared, and its methods are answered",
  async (revision) => {
    const client = new ScriptedClient(createJobServer(), revision);
    const declared = { extensions: { [ID]: { list: true } } };
    if (revision === "2026-07-28") {
      const { result } = await client.request("server/discover");
      expect(result["capabilities"]).toMatchObject(declared);
    } else {
      expect(JSON.parse(client.lines[0] ?? "")).toMatchObject({
        result: { capabilities: declared },
      });
    }
    expect((await client.request("jobs/open")).result).toMatchObject({ open: true });
    expect((await client.request("jobs/fail")).error).toEqual({ code: -3, message: "own" });
    expect((await client.request("jobs/none")).error.code).toBe(ErrorCode.MethodNotFound);
  },
);

test("a method answers only clients that declare the extension, unless it says otherwise", async () => {
  const client = new ScriptedClient(createJobServer());
  expect((await client.request("jobs/get", { jobId: "j" })).error).toEqual({
    code: ErrorCode.MissingRequiredClientCapability,
    message: `jobs/get needs a client that declares the extension ${ID}`,
    data: { requiredCapabilities: { extensions: { [ID]: {} } } },
  });
  const { result } = await client.request("jobs/get", { jobId: "j", _meta: DECLARED });
  expect(result).toEqual({
    jobId: "j",
    name: "j",
    resultType: "complete",
    _meta: {
      mine: 1,
      "io.modelcontextprotocol/serverInfo": { name: "s", version: "1" },
    },
  });
});

test("over HTTP the status speaks of the method, and Mcp-Name is held against what it names", async () => {
  const server = createJobServer();
  const extensions = { [ID]: {} };
  const call = async (method: string, name: string | undefined, declared = extensions) => {
    const headers = name === undefined ? {} : { "mcp-name": name };
    const params = { jobId: "j" };
    const options = { headers, extensions: declared };
    const response = await callFetch(server, method, params, options);
    const { error } = (await response.json()) as { error?: { code: number } };
    return [response.status, error?.code];
  };
  expect(await call("jobs/get", "j")).toEqual([200, undefined]);
  expect(await call("jobs/get", "other")).toEqual([400, ErrorCode.HeaderMismatch]);
  expect(await call("jobs/get", undefined)).toEqual([400, ErrorCode.HeaderMismatch]);
  expect(await call("jobs/get", "j", {} as never)).toEqual([400, -32021]);
  expect(await call("jobs/fail", undefined)).toEqual([200, -3]);
  expect(await call("jobs/none", undefined)).toEqual([404, ErrorCode.MethodNotFound]);
});

test("an extension may answer with a type of its own, inside of all other middleware", async () => {
  const seen: string[] = [];
  const server = createJobServer({
    middleware: {
      "tools/call": (request, next) => {
        if (!request.client.capabilities.extensions?.[ID]) return next();
        return request.respond({ resultType: "job", jobId: "j" });
      },
    },
  }).use(async (_request, next) => {
    const outcome = await next();
    seen.push(outcome.resultType);
    return outcome;
  });
  const client = new ScriptedClient(server);
  const { result } = await client.request("tools/call", { name: "work", _meta: DECLARED });
  expect(result).toMatchObject({ resultType: "job", jobId: "j" });
  await client.request("tools/call", { name: "work" });
  expect(seen).toEqual(["job", "complete"]);
});

test("an unknown extension of a client is ignored", async () => {
  const client = new ScriptedClient(createJobServer());
  for (const extensions of [{ "com.example/other": { a: 1 } }, {}, null, 7]) {
    const _meta = { "io.modelcontextprotocol/clientCapabilities": { extensions } };
    const { result } = await client.request("tools/call", { name: "work", _meta });
    expect(result["content"]).toEqual([{ type: "text", text: "done" }]);
  }
});

test("an extension adds to what can be listened for, behind the acknowledgement and until the end", async () => {
  const streams: SubscriptionStream[] = [];
  const closed = Promise.withResolvers<void>();
  const server = createJobServer({
    subscriptions: {
      jobIds: {
        open: async (wanted, stream) => {
          streams.push(stream);
          stream.notify("notifications/jobs", { jobId: "early" });
          return { honored: (wanted as string[]).slice(0, 1), close: closed.resolve };
        },
      },
    },
  });
  const client = new ScriptedClient(server);
  const notifications = { jobIds: ["a", "b"], toolsListChanged: true };
  expect((await client.request("subscriptions/listen", { notifications })).error.code).toBe(-32021);
  expect(streams).toEqual([]);

  const { id } = client.start("subscriptions/listen", { notifications, _meta: DECLARED });
  await client.until(() => client.notifications("notifications/jobs").length > 0);
  streams[0]?.notify("notifications/jobs", { jobId: "late" });
  server.tool("more", { description: "d" }, () => "x");
  await client.until(() => client.notifications("notifications/tools/list_changed").length > 0);
  const _meta = { "io.modelcontextprotocol/subscriptionId": id };
  const sent = client.lines.slice(1).map((line) => JSON.parse(line) as { params: unknown });
  expect(sent.map(({ params }) => params)).toEqual([
    { notifications: { jobIds: ["a"], toolsListChanged: true }, _meta },
    { jobId: "early", _meta },
    { jobId: "late", _meta },
    { _meta },
  ]);
  client.notify("notifications/cancelled", { requestId: id });
  await closed.promise;
  const before = client.lines.length;
  streams[0]?.notify("notifications/jobs", { jobId: "too late" });
  expect(streams[0]?.signal.aborted).toBe(true);
  expect(client.lines.length).toBe(before);
});

test("a subscription that would begin with more than its client can read is refused, and closed", async () => {
  const reasons: unknown[] = [];
  let closed = 0;
  const server = createJobServer({
    subscriptions: {
      jobIds: {
        open: (_wanted, stream) => {
          const report = (): void =>
            stream.notify("notifications/jobs", { text: "x".repeat(700_000) });
          report();
          expect(stream.signal.aborted).toBe(false);
          report();
          reasons.push(stream.signal.reason);
          return { honored: true, close: () => (closed += 1) };
        },
      },
    },
  });
  const client = new ScriptedClient(server);
  const notifications = { jobIds: ["a"] };
  const { error } = await client.request("subscriptions/listen", {
    notifications,
    _meta: DECLARED,
  });
  expect(error).toMatchObject({
    code: ErrorCode.InvalidParams,
    message: expect.stringContaining("would begin with more than 1048576 characters of reports"),
  });
  expect([reasons.length, closed]).toEqual([1, 1]);
  expect(reasons[0]).toMatchObject({ message: error.message });
  expect(client.notifications("notifications/jobs")).toEqual([]);
});

test("the refusal of a filter is the answer, and earlier subscriptions are closed", async () => {
  let closed = 0;
  const server = createJobServer({
    subscriptions: {
      good: { open: () => ({ honored: undefined, close: () => (closed += 1) }) },
      wrong: {
        open: () => {
          throw new ProtocolError(ErrorCode.InvalidParams, "no filter");
        },
      },
    },
  });
  const client = new ScriptedClient(server);
  const notifications = { good: 1, wrong: 1 };
  const { error } = await client.request("subscriptions/listen", {
    notifications,
    _meta: DECLARED,
  });
  expect([error.message, closed]).toEqual(["no filter", 1]);
});

test.each<[string, ServerExtension, string]>([
  ["an identifier without a prefix", { id: "jobs" }, "reversed domain"],
  ["an identifier twice", { id: ID }, "has the extension com.example/jobs already"],
  [
    "a method of the protocol",
    { id: "com.example/b", methods: { "tools/call": { handler: () => ({}) } } },
    "cannot add tools/call",
  ],
  [
    "a method of another extension",
    { id: "com.example/b", methods: { "jobs/get": { handler: () => ({}) } } },
    "cannot add jobs/get",
  ],
  [
    "a filter of the protocol",
    {
      id: "com.example/b",
      subscriptions: { toolsListChanged: { open: () => ({ honored: true, close: () => {} }) } },
    },
    "cannot add toolsListChanged",
  ],
])("%s is refused, and nothing of it stays", async (_name, extension, message) => {
  const server = createJobServer();
  const before = server["~core"].extensions.declared;
  expect(() => server.extend(extension)).toThrow(message);
  expect(server["~core"].extensions.declared).toEqual(before);
});
