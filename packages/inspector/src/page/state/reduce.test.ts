import { expect, test } from "vitest";
import type { CallState, InspectorEvent, WireRow } from "../../contract/index.ts";
import { EMPTY_STATE } from "./page-state.ts";
import { MAX_ROWS, reduceEvents } from "./reduce.ts";

const call = (id: string, status: CallState["status"]): CallState => ({
  id,
  connection: "self",
  method: "tools/call",
  params: {},
  startedAt: 0,
  status,
  rounds: 1,
});

const row = (id: number): WireRow => ({
  id,
  at: id,
  connection: "self",
  lane: "inspector",
  direction: "to-server",
  transport: "http",
  exchange: 1,
  kind: "rpc",
  text: "{}",
  bytes: 2,
  isCut: false,
});

let sequence = 0;
type Body<Event> = Event extends { readonly sequence: number } ? Omit<Event, "sequence"> : never;
const event = (body: Body<InspectorEvent>): InspectorEvent =>
  ({ sequence: sequence++, ...body }) as InspectorEvent;

test("an entity replaces the one with the same identity", () => {
  const first = reduceEvents(EMPTY_STATE, [event({ type: "call", call: call("a", "running") })]);
  const second = reduceEvents(first, [event({ type: "call", call: call("a", "done") })]);
  expect([...second.calls.values()]).toEqual([call("a", "done")]);
  expect(first.calls.get("a")?.status).toBe("running");
});

test("lists that no event concerns stay the same objects", () => {
  const first = reduceEvents(EMPTY_STATE, [event({ type: "wire", row: row(1) })]);
  const second = reduceEvents(first, [event({ type: "call", call: call("a", "done") })]);
  expect(second.rows).toBe(first.rows);
  expect(second.logs).toBe(first.logs);
});

test("the oldest rows are forgotten", () => {
  const rows = Array.from({ length: MAX_ROWS + 5 }, (_, at) =>
    event({ type: "wire", row: row(at) }),
  );
  const { rows: kept } = reduceEvents(EMPTY_STATE, rows);
  expect(kept.length).toBe(MAX_ROWS);
  expect(kept[0]?.id).toBe(5);
});

test("a cleared log keeps what came later", () => {
  const rows = [1, 2, 3].map((id) => event({ type: "wire", row: row(id) }));
  const state = reduceEvents(EMPTY_STATE, [...rows, event({ type: "wire-cleared", before: 3 })]);
  expect(state.rows.map(({ id }) => id)).toEqual([3]);
});

test("a reset voids everything but the link", () => {
  const open = { ...EMPTY_STATE, link: "open" } as const;
  const first = reduceEvents(open, [
    event({ type: "wire", row: row(1) }),
    event({ type: "build", build: { status: "failed", at: 1, version: 1 } }),
  ]);
  expect(reduceEvents(first, [event({ type: "reset" })])).toEqual(open);
});
