import { systemClock, systemRandom } from "@mortise/protocol";
import { expect, test, vi } from "vitest";
import { readOptions, toConnectionOptions } from "./backplane-options.ts";

test("options have defaults", () => {
  expect(readOptions({})).toMatchObject({
    prefix: "mortise",
    connectTimeoutMs: 5_000,
    timeoutMs: 5_000,
    heartbeatMs: 15_000,
    maxConnections: 4,
    maxEvents: 1_000,
    maxStreamCharacters: 4_194_304,
    sweepMs: 60_000,
    clock: systemClock,
    random: systemRandom,
  });
});

test.each([
  "maxConnections",
  "maxEvents",
  "maxStreamCharacters",
  "sweepMs",
  "timeoutMs",
  "connectTimeoutMs",
  "heartbeatMs",
])("%s must be a whole number from 1", (name) => {
  expect(() => readOptions({ [name]: 0 })).toThrow(`${name} must be a whole number from 1`);
  expect(readOptions({ [name]: 7 })).toMatchObject({ [name]: 7 });
});

test("the connection gets its times, its clock and the receiver of errors", () => {
  const onError = vi.fn();
  const options = toConnectionOptions(readOptions({ timeoutMs: 7, onError }));
  expect(options).toMatchObject({ timeoutMs: 7, clock: systemClock, random: systemRandom });
  const error = new Error("lost");
  options.onError?.(error);
  expect(onError).toHaveBeenCalledExactlyOnceWith(error);
});
