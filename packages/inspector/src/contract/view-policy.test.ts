import { expect, test } from "vitest";
import { readViewPolicy } from "./view-policy.ts";

const HOST = "localhost:5173";

test.each([
  "https://cdn.example.com",
  "https://*.example.com",
  "https://cdn.example.com:8443",
  "http://localhost:3000",
  "https://cdn.example.com/",
])("the source %s is allowed", (source) => {
  const { allowed, refused } = readViewPolicy({ resourceDomains: [source] }, HOST);
  expect(allowed.resourceDomains).toEqual([source.replace(/\/$/u, "")]);
  expect(refused).toEqual([]);
});

test.each([
  "*",
  "https:",
  "https://*",
  "https://*.com",
  "https://*.0.0.1",
  "https://a.*.com",
  "data:",
  "'unsafe-inline'",
  "'self'",
  "https://a.example; script-src *",
  "https://a.example https://b.example",
  "https://a.example/path",
  "https://user@a.example",
  "wss://a.example",
  "http://localhost:5173",
  "http://LOCALHOST:5173",
  "http://127.0.0.1:5173",
  "http://127.9.9.9:5173",
  "http://x.localhost:5173",
  "http://[::1]:5173",
  "",
  7,
  null,
])("the source %j is refused, with a reason", (source) => {
  const { allowed, refused } = readViewPolicy({ resourceDomains: [source] }, HOST);
  expect(allowed.resourceDomains).toEqual([]);
  expect(refused).toMatchObject([{ directive: "resourceDomains", reason: expect.any(String) }]);
});

test("sockets are for connections alone, and never the inspector's own", () => {
  const declared = { connectDomains: ["wss://a.example", "ws://localhost:5173"] };
  const { allowed, refused } = readViewPolicy(declared, HOST);
  expect(allowed.connectDomains).toEqual(["wss://a.example"]);
  expect(refused).toMatchObject([{ source: "ws://localhost:5173" }]);
});

test("a page on the usual port of a name keeps its own host too", () => {
  const declared = { connectDomains: ["https://tools.example", "http://tools.example"] };
  const { allowed } = readViewPolicy(declared, "tools.example");
  expect(allowed.connectDomains).toEqual(["https://tools.example"]);
});

test.each([undefined, null, [], "https://a.example", { connectDomains: "https://a.example" }])(
  "the declaration %j allows nothing",
  (declared) => {
    expect(readViewPolicy(declared, HOST)).toEqual({
      allowed: { connectDomains: [], resourceDomains: [], frameDomains: [], baseUriDomains: [] },
      refused: [],
    });
  },
);
