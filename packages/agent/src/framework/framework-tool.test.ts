import type { CallToolOptions, ToolResult } from "@mortise/client";
import { MortiseError } from "@mortise/protocol";
import { expect, test } from "vitest";
import type { FrameworkToolOptions, ToolClient, ToolClients } from "./framework-options.ts";
import { listFrameworkTools, ToolFailure } from "./framework-tool.ts";

interface RecordedClient extends ToolClient {
  readonly calls: unknown[][];
}

const OK: ToolResult = {
  content: [{ type: "text", text: "ok" }],
  structured: undefined,
  isError: false,
  text: "ok",
  meta: undefined,
};

/** A client whose server lists `entries` at the time; `answer` is what a call gives. */
function recordedClient(
  entries: unknown[],
  answer: (options?: CallToolOptions) => Promise<ToolResult> = async () => OK,
): RecordedClient {
  const calls: unknown[][] = [];
  return {
    calls,
    capabilities: { tools: {} },
    serverInfo: { name: "crm", version: "1" },
    listTools: async (options) => {
      expect(options).toMatchObject({ fresh: true });
      return entries.slice() as Awaited<ReturnType<ToolClient["listTools"]>>;
    },
    callTool: ((name: string, args: unknown, options: CallToolOptions) => {
      calls.push([name, args]);
      return answer(options);
    }) as ToolClient["callTool"],
  };
}

const tool = (name: string, annotations = {}): object => ({
  name,
  inputSchema: { type: "object" },
  annotations,
});

const namesOf = async (clients: ToolClients, options: FrameworkToolOptions = {}) =>
  (await listFrameworkTools(clients, options)).map(({ name }) => name);

test("tools of one name bear their client's name, and each calls its own server", async () => {
  const shop = recordedClient([tool("find"), tool("pay")]);
  const archive = recordedClient([tool("find")]);
  const tools = await listFrameworkTools({ shop, archive }, {});
  expect(tools.map(({ name }) => name)).toEqual(["shop_find", "pay", "archive_find"]);
  await tools[2]?.call({ id: 1 }, { signal: undefined });
  expect(shop.calls).toEqual([]);
  expect(archive.calls).toEqual([["find", { id: 1 }]]);
});

test("with `always` each tool bears its client's name", async () => {
  const shop = recordedClient([tool("find")]);
  expect(await namesOf({ shop }, { prefix: "always" })).toEqual(["shop_find"]);
});

test("long names have 64 characters at most and stay apart, and so do names that become alike", async () => {
  const stem = "a".repeat(80);
  const entries = [tool(`${stem}1`), tool(`${stem}2`), tool("a.b"), tool("a b"), tool("a_b")];
  const names = await namesOf(recordedClient(entries));
  expect(new Set(names).size).toBe(5);
  for (const name of names) expect(name).toMatch(/^[a-zA-Z_][a-zA-Z0-9_-]{0,63}$/);
});

test("a framework's own spelling is kept unique too, and the server gets the tool's own name", async () => {
  const client = recordedClient([tool("a-b"), tool("a_b")]);
  const tools = await listFrameworkTools(client, {}, (name) => name.replaceAll("-", "_"));
  expect(new Set(tools.map(({ name }) => name)).size).toBe(2);
  for (const { name, call } of tools) {
    expect(name).toMatch(/^\w+$/);
    await call({}, { signal: undefined });
  }
  expect(client.calls).toEqual([
    ["a-b", {}],
    ["a_b", {}],
  ]);
});

test("each listing has the changes of the server, and a tool that is gone is a failure", async () => {
  const entries = [tool("old")];
  const client = recordedClient(entries, async () => {
    throw new MortiseError("HTTP_ERROR", "secret", { data: { status: 404 } });
  });
  const [old] = await listFrameworkTools(client, {});
  entries.splice(0, 1, tool("new"));
  expect(await namesOf(client)).toEqual(["new"]);
  await expect(old?.call({}, { signal: undefined })).rejects.toThrow(
    "The call of old on the server crm failed: the server answered HTTP 404",
  );
});

test("a result that is an error is thrown with its words and its whole", async () => {
  const result = { ...OK, isError: true };
  const [found] = await listFrameworkTools(
    recordedClient([tool("a")], async () => result),
    {},
  );
  const failure = await found?.call({}, { signal: undefined }).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(ToolFailure);
  expect(failure).toMatchObject({ message: "ok", result });
  expect(String(failure)).toBe("ok");
});

test("a call whose signal aborts throws the signal's reason, before it is sent or later", async () => {
  const stop = new AbortController();
  const client = recordedClient([tool("a")], async () => {
    stop.abort(new Error("stopped"));
    throw new MortiseError("ABORTED", "The request was cancelled");
  });
  const [found] = await listFrameworkTools(client, {});
  await expect(found?.call({}, { signal: stop.signal })).rejects.toThrow("stopped");
  await expect(found?.call({}, { signal: stop.signal })).rejects.toThrow("stopped");
  expect(client.calls).toHaveLength(1);
});

test("time limits, signal and progress go to the client, and progress is asked for only by listeners", async () => {
  const seen: (CallToolOptions | undefined)[] = [];
  const client = recordedClient([tool("a")], async (options) => {
    seen.push(options);
    return OK;
  });
  const { signal } = new AbortController();
  const [plain] = await listFrameworkTools(client, {});
  await plain?.call({}, { signal: undefined });
  const limits = { timeout: "5s", maxTimeout: "1m" } as const;
  const [limited] = await listFrameworkTools(client, { ...limits, onProgress: () => undefined });
  await limited?.call({}, { signal });
  expect(seen[0]).toEqual({});
  expect(seen[1]).toEqual({ ...limits, signal, onProgress: expect.any(Function) });
});

test.each([
  ["destructive", ["plain", "risky"]],
  ["writes", ["plain", "risky", "harmless"]],
  ["all", ["plain", "risky", "harmless", "reads"]],
  ["never", []],
] as const)("by the rule %s these tools ask for approval: %j", async (approve, expected) => {
  const client = recordedClient([
    tool("plain"),
    tool("risky", { destructiveHint: true }),
    tool("harmless", { destructiveHint: false }),
    tool("reads", { readOnlyHint: true, destructiveHint: true }),
  ]);
  const tools = await listFrameworkTools(client, { approve });
  expect(tools.filter((each) => each.needsApproval).map(({ name }) => name)).toEqual(expected);
});

test("an entry without a name is left out with a warning, and one for views alone without", async () => {
  const warnings: string[] = [];
  const forViews = { name: "redraw", _meta: { ui: { visibility: ["app"] } } };
  const client = recordedClient([{ title: "?" }, forViews, { name: "bare" }]);
  const tools = await listFrameworkTools(client, { onWarning: (text) => warnings.push(text) });
  expect(tools).toMatchObject([{ name: "bare", inputSchema: { type: "object" } }]);
  expect(warnings).toEqual(['The tool "" of crm is left out: the server gives it no name']);
});

test("an entry that would break each request of a run is left out with a warning", async () => {
  const warnings: string[] = [];
  const entries = [{ name: "bad", inputSchema: { type: "array" } }, tool("good")];
  const client = recordedClient(entries);
  const tools = await listFrameworkTools(client, { onWarning: (text) => warnings.push(text) });
  expect(tools.map(({ name }) => name)).toEqual(["good"]);
  expect(warnings).toEqual([
    'The tool "bad" of crm is left out: its input schema is of type "array", not of an object',
  ]);
});

test("the model sees as much of a result, or of its error, as `resultSize` says", async () => {
  const result = { ...OK, content: [{ type: "text" as const, text: "x".repeat(100_001) }] };
  const client = recordedClient([tool("a")], async () => result);
  const [whole] = await listFrameworkTools(client, {});
  expect(whole?.write(result).value).toBe(
    `${"x".repeat(100_000)}… (cut; it has 100001 characters)`,
  );
  expect(await whole?.call({}, { signal: undefined })).toBe(result);
  const failed = recordedClient([tool("a")], async () => ({ ...result, isError: true }));
  const [short] = await listFrameworkTools(failed, { resultSize: 3 });
  await expect(short?.call({}, { signal: undefined })).rejects.toThrow(
    /^xxx… \(cut; it has 100001 characters\)$/,
  );
});

test("a server without tools is not asked for them", async () => {
  const client = { ...recordedClient([]), capabilities: {}, listTools: expect.unreachable };
  expect(await namesOf(client as unknown as ToolClient)).toEqual([]);
});

test.each([
  [{}, "The clients have no client"],
  [undefined, "The clients have no client"],
  [{ shop: "http://127.0.0.1/mcp" }, 'The clients have "shop", which is no client'],
])("%j is refused", async (clients, message) => {
  await expect(listFrameworkTools(clients as unknown as ToolClients, {})).rejects.toThrow(message);
});
