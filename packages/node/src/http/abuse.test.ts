import type { JsonObject } from "@mortise/protocol";
import { ErrorCode, MetaKey } from "@mortise/protocol";
import type { ServerEvent } from "@mortise/server";
import { createServer } from "@mortise/server";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import {
  exchangeRaw,
  MODERN_META,
  openSocket,
  post,
  postLegacy,
  readEvents,
  readFailure,
} from "./fixture/http-peer.ts";
import type { Listening } from "./listen.ts";
import { listen } from "./listen.ts";

const events: ServerEvent[] = [];
let http: Listening;
/** Resolves with the signal of the next call that hangs. */
let hanging = Promise.withResolvers<AbortSignal>();

const cycle: Record<string, unknown> = {};
cycle["self"] = cycle;

const server = createServer({ name: "s", version: "1", log: (event) => events.push(event) })
  .tool(
    "echo",
    {
      description: "d",
      input: {
        type: "object",
        properties: {
          n: { type: "integer", "x-mcp-header": "N" },
          on: { type: "boolean", "x-mcp-header": "On" },
          text: { type: "string", "x-mcp-header": "Text" },
        },
      },
    },
    (input) => input,
  )
  .tool("throws", { description: "d" }, () => {
    throw new Error("secret: hunter2");
  })
  .tool("hangs", { description: "d" }, (_input, { signal }) => {
    hanging.resolve(signal);
    return new Promise(() => undefined);
  })
  .tool("talks", { description: "d" }, (_input, context) => {
    context.progress(1);
    hanging.resolve(context.signal);
    return new Promise(() => undefined);
  })
  .tool("expires", { description: "d", timeout: 20 }, () => new Promise(() => undefined))
  .tool("cycles", { description: "d" }, () => cycle)
  .tool("bigint", { description: "d" }, () => ({ n: 1n }))
  .tool("prints", { description: "d" }, () => {
    process.stdout.write("");
    return "printed";
  })
  .tool("floods", { description: "d" }, async (_input, { log, signal }) => {
    let sent = 0;
    while (!signal.aborted) {
      log.info("x".repeat(256 * 1024));
      sent += 1;
      // Real sockets drain between turns of the event loop, so each line has a turn of its own.
      await new Promise((resolve) => setImmediate(resolve));
    }
    flooded.resolve(sent);
  });

let flooded = Promise.withResolvers<number>();

beforeAll(async () => {
  http = await listen(server, { port: 0 });
});

afterAll(() => http.close());

beforeEach(() => {
  hanging = Promise.withResolvers();
  flooded = Promise.withResolvers();
  events.length = 0;
});

afterEach(async () => {
  // Whatever a test did, the server still answers.
  const response = await post(http.url, "tools/call", { name: "echo", arguments: {} });
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({ result: { structuredContent: {} } });
});

test.each<[string, string, number, RegExp]>([
  ["malformed JSON", "{nope", ErrorCode.ParseError, /not valid JSON/],
  ["nothing", "", ErrorCode.ParseError, /not valid JSON/],
  [
    "a batch",
    '[{"jsonrpc":"2.0","id":1,"method":"ping"}]',
    ErrorCode.InvalidRequest,
    /Batches are not part/,
  ],
  ["an empty batch", "[]", ErrorCode.InvalidRequest, /Batches are not part/],
  ["a number", "7", ErrorCode.InvalidRequest, /must be a JSON object/],
  [
    "another JSON-RPC",
    '{"jsonrpc":"1.0","id":1,"method":"x"}',
    ErrorCode.InvalidRequest,
    /must be "2.0"/,
  ],
  [
    "a null id",
    '{"jsonrpc":"2.0","id":null,"method":"x"}',
    ErrorCode.InvalidRequest,
    /"id" must be/,
  ],
  ["no method", '{"jsonrpc":"2.0","id":1}', ErrorCode.InvalidRequest, /needs a "method"/],
  ["nesting without end", "[".repeat(1_000_000), ErrorCode.ParseError, /not valid JSON/],
])("a body of %s is refused with the reason", async (_what, body, code, message) => {
  const [status, found, text] = await readFailure(await post(http.url, "tools/list", {}, { body }));
  expect([status, found]).toEqual([400, code]);
  expect(text).toMatch(message);
});

test("a body that is not UTF-8 does no harm", async () => {
  const body = new Uint8Array([0x7b, 0xff, 0xfe, 0x7d]);
  expect((await readFailure(await post(http.url, "tools/list", {}, { body }))).slice(0, 2)).toEqual(
    [400, ErrorCode.ParseError],
  );
});

test("deep arguments do no harm", async () => {
  const deep = `{"a":${"[".repeat(200_000)}${"]".repeat(200_000)}}`;
  const body = `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","arguments":${deep},"_meta":{"${MetaKey.protocolVersion}":"2026-07-28","${MetaKey.clientCapabilities}":{}}}}`;
  const response = await post(http.url, "tools/call", { name: "echo" }, { body });
  expect(response.status).toBe(200);
  await response.text();
});

test("an unknown method is 404 with its error, in 2026-07-28 only", async () => {
  const modern = await readFailure(await post(http.url, "tools/other"));
  expect(modern).toEqual([404, ErrorCode.MethodNotFound, expect.stringContaining("tools/other")]);
  const legacy = await readFailure(await postLegacy(http.url, "tools/other"));
  expect(legacy.slice(0, 2)).toEqual([200, ErrorCode.MethodNotFound]);
});

test.each([
  [{ name: "other" }, /Unknown tool: other\. This server has: echo, throws/],
  [{}, /Unknown tool: \(no name\)/],
  [{ name: 7 }, /Unknown tool: \(a number\)/],
])("a call of %j is refused by name", async (params, message) => {
  const [, code, text] = await readFailure(await post(http.url, "tools/call", params));
  expect(code).toBe(ErrorCode.InvalidParams);
  expect(text).toMatch(message);
});

test.each([[[]], ["text"], [{ n: "many" }], [{ n: {} }]])(
  "arguments that do not fit are a result the model reads: %j",
  async (input) => {
    const headers = {
      "mcp-param-n":
        typeof input === "object" && "n" in input && typeof input.n === "string"
          ? "many"
          : undefined,
    };
    const response = await post(
      http.url,
      "tools/call",
      { name: "echo", arguments: input },
      { headers },
    );
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      result: { isError: true, structuredContent: { code: "invalid_arguments" } },
    });
  },
);

test("a body of 10 MB is refused by its announced length, before it is read", async () => {
  const [status, code, message] = await readFailure(
    await post(http.url, "tools/list", {}, { body: "x".repeat(10 * 1024 * 1024) }),
  );
  expect([status, code]).toEqual([413, ErrorCode.InvalidRequest]);
  expect(message).toBe("The request body is larger than 4194304 bytes");
});

test("a body of 10 MB in chunks is refused while it comes", async () => {
  let left = 10;
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      if (left === 0) controller.close();
      else controller.enqueue(new Uint8Array(1024 * 1024).fill(0x20));
      left -= 1;
    },
  });
  expect((await readFailure(await post(http.url, "tools/list", {}, { body }))).slice(0, 2)).toEqual(
    [413, ErrorCode.InvalidRequest],
  );
});

test("a body of exactly `maxBodyBytes` is taken, and one byte more is refused", async () => {
  await using small = await listen(server, { port: 0, maxBodyBytes: 1_000 });
  const request = JSON.stringify({
    jsonrpc: "2.0",
    id: 1,
    method: "tools/list",
    params: { _meta: MODERN_META },
  });
  for (const [bytes, status] of [
    [1_000, 200],
    [1_001, 413],
  ] as const) {
    const announced = request.padEnd(bytes);
    const streamed = new Blob([announced]).stream();
    for (const body of [announced, streamed]) {
      expect((await post(small.url, "tools/list", {}, { body })).status).toBe(status);
    }
  }
});

test("a body that never ends is cut off", async () => {
  const socket = await openSocket(
    http.port,
    "POST /mcp HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n",
  );
  const chunk = `100000\r\n${" ".repeat(0x100000)}\r\n`;
  let sent = 0;
  while (!socket.destroyed && sent < 200) {
    sent += 1;
    if (!socket.write(chunk)) {
      await new Promise<void>((resolve) => {
        socket.once("drain", resolve);
        socket.once("close", () => resolve());
      });
    }
  }
  expect(socket.destroyed).toBe(true);
  expect(sent).toBeLessThan(200);
});

test.each<[JsonObject, number]>([
  [{}, ErrorCode.InvalidParams],
  [{ _meta: {} }, ErrorCode.InvalidParams],
  [{ _meta: { [MetaKey.protocolVersion]: "2026-07-28" } }, ErrorCode.InvalidParams],
  [
    { _meta: { [MetaKey.protocolVersion]: "2026-07-28", [MetaKey.clientCapabilities]: "all" } },
    ErrorCode.InvalidParams,
  ],
])("metadata that is missing is refused by the name of its key (case %#)", async (params, code) => {
  const body = JSON.stringify({ jsonrpc: "2.0", id: 5, method: "tools/list", params });
  const response = await post(http.url, "tools/list", {}, { body });
  const [status, found, message] = await readFailure(response);
  expect(status).toBe(400);
  expect([code, ErrorCode.HeaderMismatch]).toContain(found);
  if (found === code) expect(message).toContain("io.modelcontextprotocol/");
});

test("notifications and answers are taken and not answered (metorial/metorial-platform#509)", async () => {
  for (const body of [
    '{"jsonrpc":"2.0","method":"notifications/initialized"}',
    '{"jsonrpc":"2.0","id":"server-1","result":{}}',
  ]) {
    const response = await post(http.url, "notifications/initialized", {}, { body });
    expect([response.status, await response.text()]).toEqual([202, ""]);
  }
});

test.each<[string, JsonObject]>([
  ["throws", { code: "internal" }],
  ["expires", { code: "timeout" }],
  ["cycles", { code: "invalid_output" }],
  ["bigint", { code: "invalid_output" }],
])(
  "a tool that %s is a result with isError and no trace of the inside",
  async (name, structuredContent) => {
    const text = await (await post(http.url, "tools/call", { name })).text();
    expect(JSON.parse(text)).toMatchObject({ result: { isError: true, structuredContent } });
    expect(text).not.toMatch(/hunter2|abuse\.test|at Object/);
    expect(events).toHaveLength(name === "throws" ? 1 : 0);
  },
);

test("a tool that writes to standard output answers all the same", async () => {
  const response = await post(http.url, "tools/call", { name: "prints" });
  expect(await response.json()).toMatchObject({ result: { content: [{ text: "printed" }] } });
});

test.each(["hangs", "talks"])(
  "a client that goes away while a tool %s aborts its signal",
  async (name) => {
    const controller = new AbortController();
    const answer = post(
      http.url,
      "tools/call",
      { name, _meta: { progressToken: 1 } },
      { signal: controller.signal },
    );
    const ended = answer.then((response) => response.text()).catch(() => "gone");
    const signal = await hanging.promise;
    const aborted = new Promise((resolve) => signal.addEventListener("abort", resolve));
    controller.abort();
    await aborted;
    expect((signal.reason as Error).message).toBe("The caller went away");
    expect(await ended).toBe("gone");
    expect(events).toEqual([]);
  },
);

test("a client that goes away in the middle of its request does no harm", async () => {
  const socket = await openSocket(
    http.port,
    "POST /mcp HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{",
  );
  const closed = new Promise((resolve) => socket.once("close", resolve));
  socket.destroy();
  await closed;
});

test("bytes that are not HTTP are refused", async () => {
  expect(await exchangeRaw(http.port, "\u0000\u0001nonsense\r\n\r\n")).toMatch(/^HTTP\/1.1 400 /);
});

test("a client that does not read is cut off before its stream fills the memory", async () => {
  const body = JSON.stringify({
    jsonrpc: "2.0",
    id: 1,
    method: "tools/call",
    params: {
      name: "floods",
      _meta: {
        [MetaKey.protocolVersion]: "2026-07-28",
        [MetaKey.clientCapabilities]: {},
        [MetaKey.logLevel]: "info",
      },
    },
  });
  const socket = await openSocket(
    http.port,
    `POST /mcp HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\nmcp-protocol-version: 2026-07-28\r\nmcp-method: tools/call\r\nmcp-name: floods\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );
  socket.pause();
  // Four megabytes of ours, and what the kernel keeps for both ends of a loopback connection.
  expect((await flooded.promise) * 256 * 1024).toBeLessThan(32 * 1024 * 1024);
  socket.destroy();
});

test("a stream that is read carries all that is sent, whatever its size", async () => {
  const big = createServer({ name: "s", version: "1" }).tool(
    "big",
    { description: "d" },
    async (_input, context) => {
      context.progress(1);
      return "x".repeat(6 * 1024 * 1024);
    },
  );
  await using own = await listen(big, { port: 0 });
  const response = await post(own.url, "tools/call", { name: "big", _meta: { progressToken: 1 } });
  const last = (await readEvents(response)).at(-1) as { result: { content: { text: string }[] } };
  expect(last.result.content[0]?.text).toHaveLength(6 * 1024 * 1024);
});
