import { expect, test } from "vitest";
import { makeCall, makeRow } from "./fixture/row.ts";
import { parseFilter } from "./wire-filter.ts";
import { createWireIndex } from "./wire-index.ts";

const entries = createWireIndex().update([
  ...makeCall(1, { tool: "get_weather", ms: 22, lane: "Cursor 2.1" }),
  ...makeCall(5, { tool: "fail_soft", ms: 3, isError: true }),
  ...makeCall(9, { tool: "slow", ms: 2500 }),
  makeRow({ id: 13, kind: "stray", direction: "to-client", text: "debug: http://a.example" }),
  makeRow({ id: 14, rpc: { kind: "request", id: 77, method: "tools/list" } }),
]);

function find(filter: string): readonly number[] {
  const { matches, faults } = parseFilter(filter);
  expect(faults).toEqual([]);
  return entries.filter(matches).map(({ id }) => id);
}

test.each([
  ["", [1, 2, 5, 6, 9, 10, 13, 14]],
  ["method:tools/call", [2, 6, 10]],
  ["method:tools", [2, 6, 10, 14]],
  ["method:tools/", [2, 6, 10, 14]],
  ["METHOD:Tools/Call client:cursor", [2]],
  ["is:error", [6, 13]],
  ["is:iserror", [6]],
  ["is:open", [14]],
  ["is:http >1s", [9]],
  [">100ms", [9, 10]],
  ["<10ms is:request", [6]],
  ["-is:http -is:error", [2, 10, 14]],
  ['"done slow"', [10]],
  ["http://a.example", [13]],
  ["status:2xx is:request", [2, 6, 10]],
  ["header:mcp-method client:cursor", [1, 2]],
  ["subject:weather", [2]],
  ["id:77", [14]],
  ["<1b is:stray", []],
])("%s", (filter, ids) => {
  expect(find(filter)).toEqual(ids);
});

test("a term that is not understood is left out and named", () => {
  const { matches, faults } = parseFilter("is:nice >100 method:tools/list");
  expect(entries.filter(matches).map(({ id }) => id)).toEqual([14]);
  expect(faults).toEqual([
    expect.stringMatching(/^is:nice is not known; use one of error, iserror/),
    ">100 needs a unit: ms, s, b, kb or mb",
  ]);
});
