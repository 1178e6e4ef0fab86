import { expect, test } from "vitest";
import { makeCall, makeRow } from "./fixture/row.ts";
import { quote, writeCurl } from "./write-curl.ts";

test("the command has the method, the headers and the body, quoted for a shell", () => {
  const [request, message] = makeCall(1, { tool: "it's", ms: 1 });
  if (request === undefined || message === undefined) throw new Error("no rows");
  expect(writeCurl(request, message.text)).toBe(
    [
      "curl -sS -N -X POST http://127.0.0.1:5173/mcp",
      "-H 'content-type: application/json'",
      "-H 'mcp-method: tools/call'",
      "-H 'authorization: '\"$AUTHORIZATION\"",
      `--data-raw '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"it'\\''s","arguments":{"city":"Paris"}}}'`,
    ].join(" \\\n  "),
  );
});

test("headers of one connection are left out, empty ones kept", () => {
  const request = makeRow({
    id: 1,
    kind: "http-request",
    http: {
      method: "GET",
      url: "http://h/mcp?a=1&b=$HOME",
      headers: [
        ["host", "h"],
        ["content-length", "3"],
        ["x-empty", ""],
      ],
    },
  });
  expect(writeCurl(request, "")).toBe(
    "curl -sS -N -X GET 'http://h/mcp?a=1&b=$HOME' \\\n  -H 'x-empty;'",
  );
});

test.each([
  ["plain-word_1.2/x:y", "plain-word_1.2/x:y"],
  ["", "''"],
  ["a b", "'a b'"],
  ['$(rm)`x`"!\\', "'$(rm)`x`\"!\\'"],
  ["it's", "'it'\\''s'"],
  ["line\nbreak", "'line\nbreak'"],
])("%j is quoted as %s", (word, quoted) => {
  expect(quote(word)).toBe(quoted);
});
