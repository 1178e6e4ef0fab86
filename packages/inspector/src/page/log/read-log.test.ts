import { expect, test } from "vitest";
import { makeCall, makeRow } from "./fixture/row.ts";
import { readLog } from "./read-log.ts";
import { createWireIndex } from "./wire-index.ts";
import { writeHar } from "./write-har.ts";
import { writeLog } from "./write-log.ts";

const rows = [
  ...makeCall(1, { tool: "echo", ms: 12 }),
  ...makeCall(5, { tool: "fail", ms: 3, isError: true, lane: "Cursor" }),
  makeRow({ id: 9, kind: "stderr", transport: "stdio", text: "line\u2028end" }),
];

test("a log that was written is read back as it was", () => {
  expect(readLog(writeLog(rows, 5))).toEqual({ rows });
});

test("an HTTP exchange survives HAR: messages, headers, status, client and pairs", () => {
  const text = writeHar(rows, "1.0.0");
  expect(JSON.parse(text).log.entries[0]).toMatchObject({
    startedDateTime: "1970-01-01T00:00:01.001Z",
    request: { method: "POST", url: "http://127.0.0.1:5173/mcp" },
    response: { status: 200, content: { mimeType: "application/json" } },
  });
  const read = readLog(text);
  if ("failure" in read) throw new Error(read.failure.cause);
  const entries = createWireIndex().update(read.rows);
  expect(
    entries.map(({ row, outcome, response }) => [
      row.rpc?.subject,
      outcome,
      row.lane,
      row.connection,
      response?.http?.status,
    ]),
  ).toEqual([
    [undefined, "ok", "inspector", "self", 200],
    ["echo", "ok", "inspector", "self", 200],
    [undefined, "ok", "Cursor", "self", 200],
    ["fail", "is-error", "Cursor", "self", 200],
  ]);
});

test("the events of a stream in a HAR are messages of their own", () => {
  const event = (message: object): string =>
    `event: message\ndata: ${JSON.stringify({ jsonrpc: "2.0", ...message })}\n\n`;
  const progress = event({ method: "notifications/progress", params: { progress: 1 } });
  const answer = event({ id: 4, result: {} });
  const entry = {
    startedDateTime: "2026-11-28T00:00:00Z",
    time: 20,
    request: {
      method: "POST",
      url: "https://mcp.example/mcp",
      headers: [],
      postData: { text: '{"jsonrpc":"2.0","id":4,"method":"tools/call","params":{"name":"slow"}}' },
    },
    response: { status: 200, headers: [], content: { text: progress + answer } },
  };
  const read = readLog(JSON.stringify({ log: { entries: [entry] } }));
  if ("failure" in read) throw new Error(read.failure.cause);
  expect(read.rows.map(({ kind, rpc, pair, text }) => [kind, rpc?.method, pair, text])).toEqual([
    ["http-request", undefined, undefined, ""],
    ["rpc", "tools/call", undefined, entry.request.postData.text],
    ["http-response", undefined, 1, ""],
    ["rpc", "notifications/progress", undefined, progress],
    ["rpc", "tools/call", 2, answer],
  ]);
});

test.each([
  ["<html>", /neither a wire log of the inspector nor a HAR file/],
  ["", /neither a wire log/],
  ['{"format":"mortise-wire-log","version":9}\n', /its version is 9/],
  [`${writeLog([], 1)}{"id":1}\n`, /line 2 is no row/],
  [writeLog(rows, 1).slice(0, -20), /line 10 is no row/],
])("a file that is no log is refused with its cause", (text, cause) => {
  expect(readLog(text)).toMatchObject({
    failure: { code: "INVALID_LOG", cause: expect.stringMatching(cause) },
  });
});
