import type { ClientExtension, ConnectOptions } from "@mortise/client";
import { connect, listen } from "@mortise/node";
import type { JsonObject, Revision } from "@mortise/protocol";
import type { Server, SubscriptionStream } from "@mortise/server";
import { createServer } from "@mortise/server";
import { afterEach, expect, test } from "vitest";

const ID = "com.example/jobs";

interface Job {
  readonly status: string;
  readonly input?: unknown;
}

const closing: AsyncDisposable[] = [];
afterEach(async () => {
  for (const each of closing.splice(0).reverse()) await each[Symbol.asyncDispose]();
});

/** A server that answers calls with jobs, like tasks: polled, asked for input, and notified of. */
function createJobServer() {
  const jobs = new Map<string, Job>();
  const streams: SubscriptionStream[] = [];
  const get = (jobId: unknown): JsonObject => ({ jobId, ...jobs.get(jobId as string) });
  const server = createServer({ name: "jobs", version: "1" })
    .tool("work", { description: "d" }, () => "done at once")
    .extend({
      id: ID,
      methods: {
        "jobs/get": { named: "jobId", handler: ({ jobId }) => get(jobId) },
        "jobs/update": {
          named: "jobId",
          handler: ({ jobId, inputResponses }) => {
            jobs.set(jobId as string, { status: "completed", input: inputResponses });
            return {};
          },
        },
      },
      subscriptions: {
        jobIds: {
          open: (honored, stream) => {
            streams.push(stream);
            stream.notify("notifications/jobs", { jobId: "j é", status: "working" });
            return { honored, close: () => undefined };
          },
        },
      },
      middleware: {
        "tools/call": (request, next) => {
          if (!request.client.capabilities.extensions?.[ID]) return next();
          jobs.set("j é", { status: "input_required" });
          return request.respond({ resultType: "job", ...get("j é") });
        },
      },
    });
  return { server, jobs, streams };
}

const INPUT = {
  name: {
    method: "elicitation/create",
    params: { mode: "form", message: "Who?", requestedSchema: { type: "object", properties: {} } },
  },
};

function createJobs(extra: Partial<ClientExtension> = {}): ClientExtension {
  return {
    id: ID,
    methods: { "jobs/get": { named: "jobId" }, "jobs/update": { named: "jobId" } },
    results: {
      job: {
        methods: ["tools/call"],
        complete: async ({ jobId }, { request, answer, onProgress }) => {
          for (;;) {
            const job = await request("jobs/get", { jobId });
            onProgress?.({ progress: 1, message: String(job["status"]) });
            if (job["status"] === "completed") {
              return { content: [{ type: "text", text: JSON.stringify(job["input"]) }] };
            }
            await request("jobs/update", { jobId, inputResponses: await answer(INPUT) });
          }
        },
      },
    },
    ...extra,
  };
}

async function reach(
  server: Server<unknown>,
  transport: string,
  revision: Revision,
  options: ConnectOptions,
) {
  const all = { revision, ...options };
  if (transport === "memory") return await connect(server, all);
  const listening = await listen(server, { port: 0 });
  closing.push(listening);
  return await connect(listening.url, all);
}

test.each(["memory", "http"])(
  "over %s a result of an extension's type is completed by it, with input and progress",
  async (transport) => {
    const { server } = createJobServer();
    const seen: unknown[] = [];
    const client = await reach(server, transport, "2026-07-28", {
      extensions: [createJobs()],
      elicit: async () => ({ action: "accept", content: { who: "Ada" } }),
    });
    closing.push(client);
    expect(client.capabilities.extensions).toEqual({ [ID]: {} });
    const result = await client.callTool(
      "work",
      {},
      { onProgress: (each) => seen.push(each.message) },
    );
    expect(result.text).toBe('{"name":{"action":"accept","content":{"who":"Ada"}}}');
    expect(seen).toEqual(["input_required", "completed"]);
  },
);

test.each([
  ["memory", "2026-07-28"],
  ["http", "2026-07-28"],
  ["memory", "2025-11-25"],
  ["http", "2025-11-25"],
] as const)("over %s in %s both sides declare what they have", async (transport, revision) => {
  let declared: unknown;
  const server = createServer({ name: "s", version: "1" })
    .tool("what", { description: "d" }, (_input, { client }) => {
      declared = client.capabilities.extensions;
      return "x";
    })
    .extend({ id: "com.example/server", settings: { a: 1 } });
  const client = await reach(server, transport, revision, {
    extensions: [{ id: "com.example/client", settings: { b: 2 } }, { id: "com.example/more" }],
    capabilities: { extensions: { "com.example/by-hand": {} } },
  });
  closing.push(client);
  await client.callTool("what");
  expect(client.capabilities.extensions).toEqual({ "com.example/server": { a: 1 } });
  expect(declared).toEqual({
    "com.example/by-hand": {},
    "com.example/client": { b: 2 },
    "com.example/more": {},
    // A session of 2025-11-25 cannot have tasks of the extension.
    ...(revision === "2026-07-28" && { "io.modelcontextprotocol/tasks": {} }),
  });
});

test("a result of a type that the client did not declare is invalid", async () => {
  const server = createServer({ name: "s", version: "1" })
    .tool("work", { description: "d" }, () => "x")
    .resource("job://a", { description: "d" }, () => "x")
    .use((request, next) =>
      ["tools/call", "resources/read"].includes(request.method)
        ? request.respond({ resultType: "job" })
        : next(),
    );
  const plain = await connect(server);
  const extended = await connect(server, { extensions: [createJobs()] });
  closing.push(plain, extended);
  const invalid = { code: "INVALID_RESPONSE", message: expect.stringContaining('"job"') };
  await expect(plain.callTool("work")).rejects.toMatchObject(invalid);
  // One that belongs to other requests is invalid too.
  await expect(extended.readResource("job://a")).rejects.toMatchObject(invalid);
});

test("an extension receives its notifications, and its part of the filter is acknowledged", async () => {
  const { server, streams } = createJobServer();
  const taken: JsonObject[] = [];
  const both = Promise.withResolvers<void>();
  const jobs = createJobs({
    notifications: {
      "notifications/jobs": (params) => {
        taken.push(params);
        if (taken.length === 2) both.resolve();
      },
    },
  });
  const client = await reach(server, "http", "2026-07-28", { extensions: [jobs] });
  closing.push(client);
  const acknowledged = Promise.withResolvers<unknown>();
  const stop = new AbortController();
  const changes = client.listen(
    { jobIds: ["j"] },
    { signal: stop.signal, onAcknowledged: acknowledged.resolve },
  );
  const next = changes.next();
  expect(await acknowledged.promise).toEqual({ jobIds: ["j"] });
  streams[0]?.notify("notifications/jobs", { jobId: "j", status: "completed" });
  await both.promise;
  expect(taken).toMatchObject([{ status: "working" }, { status: "completed" }]);
  stop.abort();
  expect(await next).toEqual({ done: true, value: undefined });
});

test.each<[string, readonly ClientExtension[], string]>([
  ["an identifier that cannot be", [{ id: "jobs" }], "reversed domain"],
  ["an identifier twice", [{ id: ID }, { id: ID }], `The extension "${ID}" is given twice`],
  [
    "a result type of two",
    [createJobs(), createJobs({ id: "com.example/b", methods: {} })],
    'The result type "job" is given twice',
  ],
])("%s is refused before anything is opened", async (_name, extensions, message) => {
  const { server } = createJobServer();
  await expect(connect(server, { extensions })).rejects.toMatchObject({
    code: "INVALID_DEFINITION",
    message: expect.stringContaining(message),
  });
});
