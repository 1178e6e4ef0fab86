import { ErrorCode } from "@mortise/protocol";
import { expect, test } from "vitest";
import { connectionFailed } from "./connection-failed.ts";
import { readFailure } from "./http-failure.ts";

function read(body: string, init: ResponseInit): Promise<Error> {
  const redact = (text: string): string => text.replaceAll("secret", "***");
  const redactJson = <Value>(value: Value): Value => JSON.parse(redact(JSON.stringify(value)));
  const request = { method: "POST", url: "https://server.example/mcp", redact, redactJson };
  return readFailure(new Response(body, init), request);
}

test("a status is an HTTP_ERROR that quotes the beginning of the body, without secrets", async () => {
  const failure = await read(`  the secret ${"x".repeat(500)}`, {
    status: 500,
    statusText: "Oops secret",
  });
  expect(failure).toMatchObject({ code: "HTTP_ERROR", data: { status: 500 } });
  expect(failure.message).toMatch(
    /^POST https:\/\/server\.example\/mcp was answered 500 Oops \*\*\*: "the \*\*\* x{192}"$/,
  );
});

test("a JSON-RPC error in the body is a ProtocolError whose cause has the status", async () => {
  const error = {
    code: ErrorCode.InvalidParams,
    message: "no secret tool",
    data: { name: "a secret" },
  };
  const failure = await read(JSON.stringify({ jsonrpc: "2.0", error }), { status: 404 });
  expect(failure).toMatchObject({
    name: "ProtocolError",
    code: ErrorCode.InvalidParams,
    message: "no *** tool",
    data: { name: "a ***" },
    isReceived: true,
    cause: { code: "HTTP_ERROR", data: { status: 404 } },
  });
});

test.each([401, 403])("a %i is about credentials, even with a JSON-RPC error", async (status) => {
  const body = JSON.stringify({ error: { code: -32600, message: "no" } });
  const headers = { "WWW-Authenticate": 'Bearer realm="secret"' };
  expect(await read(body, { status, headers })).toMatchObject({
    code: "HTTP_ERROR",
    data: { status, challenge: 'Bearer realm="***"' },
  });
});

test("the reason of a refused call is quoted as it is, not inside of JSON", async () => {
  const message = '"delete" is not permitted to this caller; it needs the scopes files:write';
  const body = JSON.stringify({ jsonrpc: "2.0", error: { code: -32600, message } });
  const refused = await read(body, { status: 403 });
  expect(refused.cause).toMatchObject({ code: -32600, message, isReceived: true });
  expect(refused.message).toBe(
    `POST https://server.example/mcp was answered 403 (the server refuses these credentials, or this origin): ${message}`,
  );
  const hostile = JSON.stringify({ error: { code: 1, message: "a\n\u001b[2Jsecret" } });
  expect((await read(hostile, { status: 401 })).message).toMatch(/: a\\x0A\\x1B\[2J\*\*\*$/);
});

test("a 404 that is none of the protocol says where the endpoint often is", async () => {
  expect((await read("Cannot POST /", { status: 404, statusText: "Not Found" })).message).toBe(
    'POST https://server.example/mcp was answered 404 Not Found (no MCP endpoint is at this path, which is often /mcp): "Cannot POST /"',
  );
  const error = { code: ErrorCode.InvalidRequest, message: "gone" };
  expect((await read(JSON.stringify({ error }), { status: 404 })).message).toBe("gone");
});

test.each([
  [429, "2", 2000],
  [503, "1", 1000],
  [500, "2", undefined],
  [429, "soon", undefined],
])("a %i with Retry-After %s asks to wait %s ms", async (status, value, retryAfterMs) => {
  const failure = await read("", { status, headers: { "Retry-After": value } });
  expect(failure).toMatchObject({
    data: { status, ...(retryAfterMs !== undefined && { retryAfterMs }) },
  });
  expect("retryAfterMs" in (failure as unknown as { data: object }).data).toBe(
    retryAfterMs !== undefined,
  );
});

test("a redirect that is not followed names where it points to", async () => {
  const headers = { location: "https://other.example/mcp" };
  const failure = await read("", { status: 307, headers });
  expect(failure).toMatchObject({ data: { location: "https://other.example/mcp" } });
  expect(failure.message).toContain("connect to that URL if you trust it");
});

test("the query and user of a redirect's target, which may be secrets, are left out", async () => {
  const headers = { location: "https://ann:pass@other.example/mcp?token=SECRET#SECRET" };
  const failure = await read("", { status: 307, headers });
  expect(failure).toMatchObject({ data: { location: "https://other.example/mcp" } });
  expect(failure.message).not.toMatch(/SECRET|pass/);
});

test("a 403 for want of a scope is an error of authorization with the scopes", async () => {
  const challenge = 'Bearer error="insufficient_scope", scope="files:read files:write"';
  const failure = await read("", { status: 403, headers: { "www-authenticate": challenge } });
  expect(failure).toMatchObject({
    code: "AUTHORIZATION_FAILED",
    data: { status: 403, scopes: ["files:read", "files:write"] },
    message: expect.stringContaining("it wants files:read, files:write"),
  });
});

test.each(["null", "[]", '{"error":5}', '{"error":{"code":"x","message":"y"}}', "<html>"])(
  "a body of %s is no JSON-RPC error",
  async (body) => {
    expect(await read(body, { status: 400 })).toMatchObject({ code: "HTTP_ERROR" });
  },
);

test("a body that breaks off is left out", async () => {
  const body = new ReadableStream({ pull: (controller) => controller.error(new Error("broken")) });
  const redactJson = <Value>(value: Value): Value => value;
  const redact = (text: string): string => text;
  const request = { method: "GET", url: "https://a/", redact, redactJson };
  const failure = await readFailure(new Response(body, { status: 502 }), request);
  expect(failure.message).toBe("GET https://a/ was answered 502");
});

test.each([
  [
    Object.assign(new Error("refused"), { code: "ECONNREFUSED" }),
    "Could not reach https://a/: refused",
  ],
  [
    new TypeError("fetch failed", { cause: new Error("no such host") }),
    "no such host; check the URL",
  ],
  [
    new TypeError("failed", { cause: Object.assign(new Error(""), { code: "ENOTFOUND" }) }),
    "ENOTFOUND",
  ],
  [Object.assign(new Error("reset"), { code: "ECONNRESET" }), "may have carried the request out"],
  ["a text", "Could not reach https://a/: a text"],
])("%s is CONNECTION_FAILED and says what is known", (cause, text) => {
  const error = connectionFailed("https://a/", cause);
  expect(error).toMatchObject({ code: "CONNECTION_FAILED", cause });
  expect(error.message).toContain(text);
});
