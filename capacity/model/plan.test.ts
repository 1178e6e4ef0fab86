import { expect, test } from "vitest";
import type { Measured } from "../measured.ts";
import type { Mix } from "../mix.ts";
import { planFleet } from "./plan.ts";
import { predictTimes } from "./predict.ts";

/** A machine with round numbers. */
const measured: Measured = {
  machine: "none",
  cores: 2,
  date: "2026-01-01",
  others: 0,
  costs: [
    { kind: "call", processor: 100, least: 90, most: 110, rate: 9_000, load: 20 },
    {
      kind: "session-redis",
      processor: 100,
      least: 90,
      most: 110,
      rate: 9_000,
      load: 20,
      store: 10,
      operations: { GET: 1 },
    },
    {
      kind: "session-postgres",
      processor: 200,
      least: 190,
      most: 210,
      rate: 4_000,
      load: 20,
      store: 80,
      operations: { SELECT: 1 },
    },
    {
      kind: "task-postgres",
      processor: 600,
      least: 590,
      most: 610,
      rate: 1_000,
      load: 300,
      store: 600,
      operations: { INSERT: 1, UPDATE: 1, SELECT: 2 },
    },
  ],
  limits: [
    { store: "postgres", operation: "commit", rate: 5_000, alone: 2.1, processor: 60, caller: 40 },
  ],
  weights: [
    { what: "process", resident: 100e6, heap: 30e6 },
    { what: "held", resident: 10e3, heap: 8e3 },
  ],
  workers: [],
  latencies: [],
};

const mixOf = (kind: Mix["parts"][number]["kind"], waitMs = 0): Mix => ({
  name: kind,
  label: kind,
  parts: [{ kind, share: 1, waitMs }],
});

test("instances are the processor time of all requests over what one may use", () => {
  // 10,000 · 100 µs = 1 core of work; at 60 % of each that is 1.67, and at 100,000 it is 16.7.
  expect(planFleet(measured, mixOf("call"), 10_000)).toMatchObject({ instances: 2, busy: 0.5 });
  expect(planFleet(measured, mixOf("call"), 100_000).instances).toBe(17);
  // One may be lost.
  expect(planFleet(measured, mixOf("call"), 10).instances).toBe(2);
});

test("a thread of Redis is shared until half of its time is used, then there are cells", () => {
  const one = planFleet(measured, mixOf("session-redis"), 50_000);
  expect(one).toMatchObject({ cells: 1, storeBusy: 0.5, connections: 0, cellsBy: undefined });
  const two = planFleet(measured, mixOf("session-redis"), 60_000);
  expect(two).toMatchObject({ cells: 2, instances: 10, cellsBy: "store" });
  expect(two.storeBusy).toBeCloseTo(0.3, 12);
});

test("connections to a PostgreSQL are counted, those that listen too", () => {
  const plan = planFleet(measured, mixOf("session-postgres"), 10_000);
  expect(plan).toMatchObject({ instances: 4, cells: 1, pool: 4, connections: 20 });
});

test("a task is limited by the commits of the disk", () => {
  const plan = planFleet(measured, mixOf("task-postgres"), 2_500);
  // Two commits each: 5,000 a second, of which half may be used.
  expect(plan).toMatchObject({ cells: 2, instances: 4, cellsBy: "disk" });
});

test("calls that wait are kept in memory, as many as come in that time", () => {
  const { memory, instances } = planFleet(measured, mixOf("call", 1_000), 10_000);
  expect(memory).toBeCloseTo(100e6 + (10_000 / instances) * 1.0001 * 10e3, -3);
});

test("a fleet answers in the times of its queues until one of them has too little", () => {
  const plan = planFleet(measured, mixOf("call"), 10_000);
  // M/M/1 at 0.5: the mean is twice the service time.
  expect(predictTimes(plan).p99).toBeCloseTo(0.0002 * Math.log(100), 5);
  expect(predictTimes(plan, 1.9).broken).toBeUndefined();
  expect(predictTimes(plan, 2.1)).toEqual({ p50: Infinity, p99: Infinity, broken: "instances" });
  const shared = planFleet(measured, mixOf("session-redis"), 50_000);
  expect(predictTimes(shared, 2.1).broken).toBe("store");
});
