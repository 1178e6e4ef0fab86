import { expect, test } from "vitest";
import { makeCall, makeRow } from "./fixture/row.ts";
import { createWireIndex } from "./wire-index.ts";

test("a call over HTTP is one request and one HTTP exchange, each with its end", () => {
  const entries = createWireIndex().update(makeCall(1, { tool: "echo", ms: 12 }));
  expect(entries.map(({ row, outcome, ms }) => [row.kind, outcome, ms])).toEqual([
    ["http-request", "ok", 12],
    ["rpc", "ok", 12],
  ]);
  expect(entries[1]?.response?.http?.status).toBe(200);
});

test("clients of one server that count their exchanges alike keep their own answers", () => {
  const own = makeCall(1, { tool: "own", ms: 12 });
  const others = makeCall(5, { tool: "other", ms: 3, lane: "editor", status: 202 });
  const rows = [...own, ...others.map((row) => ({ ...row, exchange: 1 }))];
  const entries = createWireIndex().update(rows);
  const calls = entries.filter(({ row }) => row.kind === "rpc");
  expect(calls.map(({ row, response }) => [row.lane, response?.http?.status])).toEqual([
    ["inspector", 200],
    ["editor", 202],
  ]);
});

test("a request of a client that counts again from 1 has no answer of the one before", () => {
  const before = makeCall(1, { tool: "one", ms: 1, status: 404 });
  const again = makeCall(5, { tool: "two", ms: 1 }).map((row) => ({ ...row, exchange: 1 }));
  const index = createWireIndex();
  const open = index.update([...before, ...again.slice(0, 2)]);
  expect(open.slice(2).map(({ response }) => response)).toEqual([undefined, undefined]);
  expect(open[0]?.response?.http?.status).toBe(404);
  const done = index.update([...before, ...again]);
  expect(done.map(({ response }) => response?.http?.status)).toEqual([404, 404, 200, 200]);
});

test("rows that arrive one by one give the same entries as all at once", () => {
  const rows = [
    ...makeCall(1, { tool: "echo", ms: 12 }),
    ...makeCall(5, { tool: "fail", ms: 3, isError: true }),
    makeRow({ id: 9, kind: "stray", direction: "to-client", text: "debug!" }),
    makeRow({ id: 10, rpc: { kind: "notification", method: "notifications/initialized" } }),
    makeRow({ id: 11, kind: "end" }),
  ];
  const index = createWireIndex();
  let grown = index.update([]);
  for (let length = 1; length <= rows.length; length++) grown = index.update(rows.slice(0, length));
  expect(grown).toEqual(createWireIndex().update(rows));
  expect(grown.map(({ outcome }) => outcome)).toEqual([
    "ok",
    "ok",
    "ok",
    "is-error",
    "stray",
    "sent",
  ]);
});

test("an unchanged log gives the same array, and an entry without news the same object", () => {
  const rows = makeCall(1, { tool: "echo", ms: 12 });
  const index = createWireIndex();
  const before = index.update(rows);
  expect(index.update([...rows])).toBe(before);
  const after = index.update([...rows, ...makeCall(5, { tool: "echo", ms: 1 })]);
  expect(after[0]).toBe(before[0]);
});

test("rows that were dropped at the front or cleared lose their entries", () => {
  const rows = [...makeCall(1, { tool: "one", ms: 1 }), ...makeCall(5, { tool: "two", ms: 1 })];
  const index = createWireIndex();
  index.update(rows);
  expect(index.update(rows.slice(4)).map(({ id }) => id)).toEqual([5, 6]);
  expect(index.update([])).toEqual([]);
});

test("errors of JSON-RPC, of a tool and of HTTP are three outcomes", () => {
  const error = [
    makeRow({ id: 1, transport: "stdio", rpc: { kind: "request", id: 1, method: "tools/call" } }),
    makeRow({
      id: 2,
      transport: "stdio",
      direction: "to-client",
      pair: 1,
      ms: 2,
      rpc: { kind: "error", id: 1 },
    }),
  ];
  const refused = [
    makeRow({ id: 3, kind: "http-request", exchange: 9, http: { method: "POST", headers: [] } }),
    makeRow({ id: 4, kind: "http-response", exchange: 9, http: { status: 401, headers: [] } }),
    makeRow({ id: 5, kind: "body", exchange: 9, direction: "to-client", text: "<html>" }),
  ];
  const entries = createWireIndex().update([...error, ...refused]);
  expect(entries.map(({ outcome }) => outcome)).toEqual(["rpc-error", "http-error"]);
});

test("a question of a server keeps its own answer, with the same id as a request of the client", () => {
  const asked = { transport: "stdio", exchange: 1 } as const;
  const entries = createWireIndex().update([
    makeRow({ ...asked, id: 1, rpc: { kind: "request", id: 1, method: "tools/call" } }),
    makeRow({
      ...asked,
      id: 2,
      direction: "to-client",
      rpc: { kind: "request", id: 1, method: "elicitation/create" },
    }),
    makeRow({ ...asked, id: 3, pair: 2, ms: 900, rpc: { kind: "result", id: 1 } }),
    makeRow({
      ...asked,
      id: 4,
      direction: "to-client",
      pair: 1,
      ms: 950,
      rpc: { kind: "result", id: 1 },
    }),
  ]);
  expect(entries.map(({ row, ms }) => [row.rpc?.method, ms])).toEqual([
    ["tools/call", 950],
    ["elicitation/create", 900],
  ]);
});
