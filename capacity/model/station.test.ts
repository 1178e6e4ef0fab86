import { expect, test } from "vitest";
import type { Station } from "./station.ts";
import {
  erlangC,
  fixed,
  mixtureQuantile,
  quantile,
  response,
  sum,
  utilisation,
  varying,
  waiting,
} from "./station.ts";

const exponential: Station = { servers: 1, service: 0.01, variation: 1 };

test("one server with exponential service is the closed form of M/M/1", () => {
  // 80 arrivals a second at 100 a second: a mean of 1/(100 − 80) s, and an exponential distribution.
  const times = response(exponential, 80);
  expect(utilisation(exponential, 80)).toBeCloseTo(0.8, 12);
  expect(times.mean).toBeCloseTo(1 / 20, 12);
  expect(times.variance).toBeCloseTo(1 / 400, 12);
  expect(quantile(times, 0.99)).toBeCloseTo(Math.log(100) / 20, 2);
  expect(quantile(times, 0.5) * 20).toBeCloseTo(Math.LN2, 1);
});

test("one server with fixed service is the closed form of M/D/1: half of the wait", () => {
  const same: Station = { ...exponential, variation: 0 };
  // ρ · s / (2 · (1 − ρ))
  expect(waiting(same, 80).mean).toBeCloseTo((0.8 * 0.01) / 0.4, 12);
  expect(waiting(exponential, 80).mean).toBeCloseTo((0.8 * 0.01) / 0.2, 12);
});

test("Erlang C has the values of its tables", () => {
  expect(erlangC(1, 0.8)).toBeCloseTo(0.8, 12);
  expect(erlangC(2, 1)).toBeCloseTo(1 / 3, 12);
  expect(erlangC(10, 8)).toBeCloseTo(0.4092, 4);
  expect(erlangC(200, 180)).toBeGreaterThan(0);
  expect(erlangC(4, 4)).toBe(1);
});

test("several exponential servers are the closed form of M/M/k", () => {
  const station: Station = { servers: 2, service: 0.01, variation: 1 };
  expect(waiting(station, 100).mean).toBeCloseTo(1 / 3 / (200 - 100), 12);
});

test("a station that is asked for more than it has makes waits without end", () => {
  expect(response(exponential, 100).mean).toBe(Infinity);
  expect(quantile(response(exponential, 120), 0.99)).toBe(Infinity);
  expect(waiting(exponential, 0)).toEqual(fixed(0));
  // So many servers that an arrival as good as never waits.
  expect(waiting({ ...exponential, servers: 10_000 }, 80)).toEqual(fixed(0));
});

test("fixed times add to the mean alone", () => {
  const times = sum([fixed(0.05), response(exponential, 50)]);
  expect(times.mean).toBeCloseTo(0.07, 12);
  expect(times.variance).toBeCloseTo(0.0004, 12);
  expect(quantile(fixed(0.05), 0.99)).toBeCloseTo(0.05, 9);
  // The slowest of a fixed and an exponential time: the fixed one, and ln 100 means of the other.
  expect(quantile(times, 0.99)).toBeCloseTo(0.05 + Math.log(100) * 0.02, 3);
});

test("of two kinds, the slowest of all requests are those of the slow kind", () => {
  const parts = [
    { share: 0.95, times: fixed(0.001) },
    { share: 0.05, times: varying(0.1, 0.01) },
  ];
  expect(mixtureQuantile(parts, 0.5)).toBeCloseTo(0.001, 9);
  // One in a hundred of all is one in five of the slow ones, which are exponential.
  expect(mixtureQuantile(parts, 0.99) / (0.1 * Math.log(5))).toBeCloseTo(1, 1);
});
