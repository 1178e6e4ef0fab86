import { expect, test } from "vitest";
import { quantile, response } from "../model/station.ts";
import type { Work } from "../model/work.ts";
import { arrivals, seededRandom } from "./arrivals.ts";
import type { Scenario } from "./simulate.ts";
import { simulate } from "./simulate.ts";

const work: Work = { share: 1, processor: 0.01, wait: 0, visits: 0, store: 0, disk: 0 };
const one: Scenario = {
  seed: 7,
  rate: 70,
  requests: 200_000,
  instances: 1,
  works: [work],
  storeServers: 1,
  pool: Infinity,
  network: 0,
};

test("one instance with exponential service has the times of M/M/1", () => {
  const found = simulate(one);
  expect(found.mean * 30).toBeCloseTo(1, 1);
  expect((found.p99 * 30) / Math.log(100)).toBeCloseTo(1, 1);
  expect((found.p50 * 30) / Math.LN2).toBeCloseTo(1, 1);
  expect(found.instanceBusy).toBeCloseTo(0.7, 2);
});

test("one instance with fixed service has the mean of M/D/1", () => {
  const found = simulate({ ...one, service: "fixed" });
  expect((found.mean - 0.01) / ((0.7 * 0.01) / 0.6)).toBeCloseTo(1, 1);
});

test("the store is a queue of its own, with the times of M/M/k", () => {
  const visiting: Work = { ...work, processor: 1e-9, visits: 1, store: 0.02 };
  const found = simulate({ ...one, works: [visiting], storeServers: 2, network: 0.001 });
  const expected = response({ servers: 2, service: 0.02, variation: 1 }, 70);
  expect((found.mean - 0.001) / expected.mean).toBeCloseTo(1, 1);
  expect(found.p99 / quantile(expected, 0.99)).toBeCloseTo(1, 1);
  expect(found.storeBusy).toBeCloseTo(0.7, 2);
});

test("a pool of one connection makes the requests of an instance wait for each other", () => {
  const visiting: Work = { ...work, processor: 1e-9, visits: 1, store: 1e-9, disk: 0.01 };
  const quiet = { ...one, works: [visiting], requests: 50_000, storeServers: 8 };
  const free = simulate(quiet);
  expect(free.mean).toBeCloseTo(0.01, 4);
  const { mean } = simulate({ ...quiet, pool: 1 });
  // Each holds the connection for the same 10 ms: M/D/1 at 0.7.
  expect(mean / (0.01 + (0.7 * 0.01) / 0.6)).toBeCloseTo(1, 1);
});

test("a tool that waits takes that time and no processor", () => {
  const found = simulate({ ...one, rate: 10, requests: 50_000, works: [{ ...work, wait: 0.05 }] });
  expect(found.instanceBusy).toBeCloseTo(0.1, 2);
  expect(found.mean).toBeGreaterThan(0.06);
  expect(found.mean).toBeLessThan(0.065);
});

test("kinds of requests come by their shares", () => {
  const works = [
    { ...work, share: 0.9, processor: 0.001 },
    { ...work, share: 0.1, processor: 0.011 },
  ];
  const found = simulate({ ...one, rate: 100, works });
  expect(found.instanceBusy).toBeCloseTo(0.2, 2);
});

test("a seed gives the same outcome each time, and another seed another", () => {
  const short = { ...one, requests: 5_000 };
  expect(simulate(short)).toEqual(simulate(short));
  expect(simulate({ ...short, seed: 8 }).mean).not.toBe(simulate(short).mean);
});

test("bursts keep the mean rate, and crowd requests into their part of the time", () => {
  const next = arrivals(seededRandom(1), 1_000, { every: 1, length: 0.1, factor: 3 });
  const times = Array.from({ length: 100_000 }, next);
  const within = times.filter((time) => time % 1 < 0.1).length;
  expect((times.at(-1) ?? 0) / 100).toBeCloseTo(1, 1);
  expect(within / times.length).toBeCloseTo(0.3, 1);
  expect(times).toEqual(times.toSorted((left, right) => left - right));
  const impossible = { every: 1, length: 0.5, factor: 3 };
  expect(() => arrivals(seededRandom(1), 1, impossible)).toThrow(/exceed the mean rate/);
});

test("bursts make the slowest requests slower", () => {
  const bursts = { every: 20, length: 2, factor: 2 };
  expect(simulate({ ...one, bursts }).p99).toBeGreaterThan(simulate(one).p99 * 1.5);
});

test("an instance that is asked for more than it has falls behind", () => {
  const found = simulate({ ...one, rate: 120, requests: 20_000 });
  expect(found.p99).toBeGreaterThan(20);
  expect(found.instanceBusy).toBeGreaterThan(0.99);
});
