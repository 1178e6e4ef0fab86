import type { JsonObject } from "@mortise/protocol";
import { expect, test } from "vitest";
import type { ClientExtension, OutgoingRequest } from "./client-extension.ts";
import { ClientExtensionRegistry } from "./client-extension-registry.ts";

const MODERN = { revision: "2026-07-28", capabilities: {} } as const;
const LEGACY = { revision: "2025-11-25", capabilities: {} } as const;

function register(...extensions: ClientExtension[]): ClientExtensionRegistry {
  return new ClientExtensionRegistry(extensions);
}

test("without extensions a request stays the same object", () => {
  const request = { method: "tools/call", params: { name: "a" } };
  expect(register().extend(request, MODERN)).toBe(request);
});

test("an extension adds params, metadata and headers, in either era", () => {
  const extensions = register({
    id: "com.example/a",
    outgoing: () => ({
      params: { task: { ttl: 1 } },
      meta: { trace: "t" },
      headers: { "x-a": "1" },
    }),
  });
  const request = { method: "tools/call", params: { name: "a", _meta: { own: 1 } } };
  for (const server of [MODERN, LEGACY]) {
    expect(extensions.extend(request, server)).toEqual({
      method: "tools/call",
      params: { name: "a", task: { ttl: 1 }, _meta: { own: 1, trace: "t" } },
      headers: { "x-a": "1" },
    });
  }
  expect(request).toEqual({ method: "tools/call", params: { name: "a", _meta: { own: 1 } } });
});

test("an extension sees the request, its own options, and what the server declares of it", () => {
  const seen: OutgoingRequest[] = [];
  const outgoing = (request: OutgoingRequest): undefined => void seen.push(request);
  const extensions = register({ id: "com.example/a", outgoing }, { id: "com.example/b", outgoing });
  const request = {
    method: "tools/call",
    params: { name: "a" },
    extensions: { "com.example/a": { ttl: 5 } },
  };
  const capabilities = { extensions: { "com.example/b": { list: true } } };
  extensions.extend(request, { revision: "2026-07-28", capabilities });
  expect(seen).toEqual(
    [
      {
        ...request,
        extensions: undefined,
        revision: "2026-07-28",
        options: { ttl: 5 },
        serverSettings: undefined,
      },
      {
        ...request,
        extensions: undefined,
        revision: "2026-07-28",
        options: undefined,
        serverSettings: { list: true },
      },
    ].map(({ extensions: _, ...rest }) => rest),
  );
});

test("a second extension sees what the first one added", () => {
  const seen: JsonObject[] = [];
  const extensions = register(
    { id: "com.example/a", outgoing: () => ({ params: { a: 1 } }) },
    {
      id: "com.example/b",
      outgoing: ({ params }) => {
        seen.push(params);
        return undefined;
      },
    },
  );
  extensions.extend({ method: "ping" }, MODERN);
  expect(seen).toEqual([{ a: 1 }]);
});

test.each<[string, Partial<ClientExtension>]>([
  ["a parameter of the caller", { outgoing: () => ({ params: { name: "other" } }) }],
  ["the metadata as a whole", { outgoing: () => ({ params: { _meta: {} } }) }],
  ["a member of the metadata", { outgoing: () => ({ meta: { own: 2 } }) }],
])("an addition that would replace %s is refused", (_, extension) => {
  const extensions = register({ id: "com.example/a", ...extension });
  const request = { method: "tools/call", params: { name: "a", _meta: { own: 1 } } };
  expect(() => extensions.extend(request, MODERN)).toThrow(
    /The extension com\.example\/a adds ".+" to tools\/call, which has it already/,
  );
});

test("headers of the caller win over those of an extension", () => {
  const extensions = register({
    id: "com.example/a",
    outgoing: () => ({ headers: { "x-a": "1" } }),
  });
  const request = { method: "ping", headers: { "x-a": "2" } };
  expect(extensions.extend(request, MODERN)).toMatchObject({ headers: { "x-a": "2" } });
});

test("the named parameter of a method is repeated in Mcp-Name, in the modern revision alone", () => {
  const extensions = register({ id: "com.example/a", methods: { "jobs/get": { named: "jobId" } } });
  const request = { method: "jobs/get", params: { jobId: "grün" } };
  expect(extensions.extend(request, MODERN)).toMatchObject({
    headers: { "mcp-name": "=?base64?Z3LDvG4=?=" },
  });
  expect(extensions.extend(request, LEGACY)).toBe(request);
  const nameless = { method: "jobs/get", params: { jobId: 5 } };
  expect(extensions.extend(nameless, MODERN)).toBe(nameless);
  const other = { method: "jobs/list", params: { jobId: "a" } };
  expect(extensions.extend(other, MODERN)).toBe(other);
});

test("options for an extension that the connection lacks are refused by name", () => {
  const extensions = register({ id: "com.example/a" });
  const request = { method: "ping", extensions: { "com.example/b": {} } };
  expect(() => extensions.extend(request, MODERN)).toThrow(
    'The request has options for the extension "com.example/b", which this connection does not have; it has com.example/a',
  );
});

test("a result is an extension's only in answer to the methods that it names", () => {
  const complete = async (result: JsonObject): Promise<JsonObject> => result;
  const job = { methods: ["tools/call"], complete };
  const task = { methods: ["tools/call"], legacyMember: "task", complete };
  const extensions = register({ id: "com.example/a", results: { job, task } });
  expect(extensions.result("tools/call", "job")).toBe(job);
  expect(extensions.result("prompts/get", "job")).toBeUndefined();
  expect(extensions.result("tools/call", undefined)).toBeUndefined();
  expect(extensions.legacyResult("tools/call", { task: {} })).toBe(task);
  expect(extensions.legacyResult("tools/call", { content: [] })).toBeUndefined();
  expect(extensions.legacyResult("prompts/get", { task: {} })).toBeUndefined();
});

test("declared settings go beside the capabilities that were given", () => {
  const extensions = register(
    { id: "com.example/a", settings: { deep: true } },
    { id: "com.example/b" },
  );
  expect(extensions.declare({ roots: {}, extensions: { "com.example/c": {} } })).toEqual({
    roots: {},
    extensions: { "com.example/c": {}, "com.example/a": { deep: true }, "com.example/b": {} },
  });
  const capabilities = { roots: {} };
  expect(register().declare(capabilities)).toBe(capabilities);
});

test("a notification goes to the extension that names it", () => {
  const received: JsonObject[] = [];
  const extensions = register({
    id: "com.example/a",
    notifications: { "notifications/jobs": (params) => received.push(params) },
  });
  expect(extensions.takes("notifications/jobs")).toBe(true);
  expect(extensions.takes("notifications/other")).toBe(false);
  extensions.receive({ jsonrpc: "2.0", method: "notifications/jobs", params: { id: 1 } });
  extensions.receive({ jsonrpc: "2.0", method: "notifications/jobs" });
  extensions.receive({ jsonrpc: "2.0", method: "notifications/other" });
  expect(received).toEqual([{ id: 1 }, {}]);
});

test.each<[string, readonly ClientExtension[], string]>([
  [
    "an identifier",
    [{ id: "com.example/a" }, { id: "com.example/a" }],
    'The extension "com.example/a"',
  ],
  [
    "a notification",
    [
      { id: "com.example/a", notifications: { x: () => undefined } },
      { id: "com.example/b", notifications: { x: () => undefined } },
    ],
    'The notification "x"',
  ],
])("%s that two extensions have is refused", (_, extensions, message) => {
  expect(() => new ClientExtensionRegistry(extensions)).toThrow(`${message} is given twice`);
});
