import { expect, test } from "vitest";
import { makeRow } from "./fixture/row.ts";
import { layoutTimeline, moveRange, scaleMarks, wholeRange, zoomRange } from "./layout-timeline.ts";
import type { WireEntry } from "./wire-entry.ts";
import { toEntry } from "./wire-entry.ts";

function makeEntry(id: number, at: number, ms: number | undefined, lane: string): WireEntry {
  const row = makeRow({ id, at, lane, rpc: { kind: "request", id, method: "ping" } });
  if (ms === undefined) return toEntry({ row });
  const rpc = { kind: "result", id } as const;
  return toEntry({ row, answer: makeRow({ id: id + 100, pair: id, ms, rpc }) });
}

test("each client has a lane, and bars that overlap have levels of their own", () => {
  const entries = [
    makeEntry(1, 0, 50, "inspector"),
    makeEntry(2, 10, 10, "inspector"),
    makeEntry(3, 60, 10, "inspector"),
    makeEntry(4, 90, undefined, "Cursor"),
  ];
  const lanes = layoutTimeline(entries, { from: 0, to: 100 }, 100);
  expect(
    lanes.map(({ lane, levels, bars }) => [
      lane,
      levels,
      bars.map(({ start, end, level }) => [start, end, level]),
    ]),
  ).toEqual([
    [
      "inspector",
      2,
      [
        [0, 0.5, 0],
        [0.1, 0.2, 1],
        [0.6, 0.7, 0],
      ],
    ],
    ["Cursor", 1, [[0.9, 1, 0]]],
  ]);
});

test("an instant can be seen, and the bars outside the range are left out but not their lane", () => {
  const lanes = layoutTimeline(
    [makeEntry(1, 50, 0, "a"), makeEntry(2, 500, 5, "b")],
    { from: 0, to: 100 },
    1000,
  );
  expect(lanes[0]?.bars[0]?.end).toBeCloseTo(0.503);
  expect(lanes[1]).toEqual({ lane: "b", levels: 1, bars: [] });
});

test("no lane is deeper than six levels", () => {
  const entries = Array.from({ length: 40 }, (_, at) => makeEntry(at + 1, 0, 90, "a"));
  expect(layoutTimeline(entries, { from: 0, to: 100 }, 100)[0]?.levels).toBe(6);
});

test("the whole range has all entries with a margin, and the last minute without any", () => {
  expect(wholeRange([makeEntry(1, 1000, 1000, "a")], 0)).toEqual({ from: 980, to: 2020 });
  expect(wholeRange([], 70_000)).toEqual({ from: 10_000, to: 70_000 });
});

test("zooming keeps the place under the pointer, moving keeps the width", () => {
  expect(zoomRange({ from: 0, to: 100 }, 0.5, 0.25)).toEqual({ from: 12.5, to: 62.5 });
  expect(zoomRange({ from: 0, to: 1 }, 0.001, 0.5)).toEqual({ from: 0, to: 1 });
  expect(moveRange({ from: 0, to: 100 }, 0.5)).toEqual({ from: 50, to: 150 });
});

test("the marks of the scale are round and not too many", () => {
  expect(scaleMarks({ from: 13, to: 113 }, 5)).toEqual([20, 40, 60, 80, 100]);
  expect(scaleMarks({ from: 0, to: 10_000 }, 4)).toEqual([0, 5000, 10_000]);
});
