import { expect, test } from "vitest";
import { joinHeaders, toRequestHeaders } from "./request-header.ts";

test("a header of the transport replaces a given one, however it is spelled", () => {
  const headers = joinHeaders(
    { "Content-Type": "text/plain", Authorization: "Bearer x" },
    { "content-type": "application/json" },
  );
  expect([...headers]).toEqual([
    ["authorization", "Bearer x"],
    ["content-type", "application/json"],
  ]);
});

test("a header that cannot be sent is named without its value", () => {
  expect(() => joinHeaders({ Authorization: "Bearer secret\n" + "x" }, {})).toThrow(
    expect.objectContaining({
      code: "INVALID_OPTION",
      message: expect.not.stringContaining("secret"),
    }),
  );
});

test.each([
  ["tools/call", { name: "é" }, "=?base64?w6k=?="],
  ["resources/read", { uri: "a://b" }, "a://b"],
  ["constructor", { name: "x" }, undefined],
  ["tools/list", { name: "x" }, undefined],
])("%s repeats what it is about, where the revision says so", (method, params, name) => {
  const message = { jsonrpc: "2.0", id: 1, method, params } as const;
  expect(toRequestHeaders(message, "2026-07-28")["mcp-name"]).toBe(name);
  expect(toRequestHeaders(message, "2025-11-25")).toEqual({ "mcp-protocol-version": "2025-11-25" });
  expect(toRequestHeaders(message, undefined)).toEqual({});
});
