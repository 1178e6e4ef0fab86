import { systemClock } from "@mortise/protocol";
import { createFakeClock } from "@mortise/protocol/test-kit";
import { expect, test, vi } from "vitest";
import { countOption, readConnectionOptions } from "./connection-options.ts";

test("times have defaults, which options replace", () => {
  expect(readConnectionOptions({})).toMatchObject({
    connectTimeoutMs: 5_000,
    timeoutMs: 5_000,
    heartbeatMs: 15_000,
    clock: systemClock,
  });
  const clock = createFakeClock();
  expect(readConnectionOptions({ timeoutMs: 1, clock })).toMatchObject({ timeoutMs: 1, clock });
});

test.each([0, -1, 1.5, Number.NaN, 2 ** 31])("a count of %d is refused by its name", (count) => {
  expect(() => countOption("maxConnections", count, 4)).toThrow(
    expect.objectContaining({
      code: "INVALID_OPTION",
      message: expect.stringMatching(/^maxConnections must be a whole number from 1 to 2147483647/),
      data: { option: "maxConnections" },
    }),
  );
});

test("errors are reported as errors, and one of the receiver goes to standard error", () => {
  const onError = vi.fn();
  const { report } = readConnectionOptions({ onError });
  report("a text");
  expect(onError).toHaveBeenCalledWith(new Error("a text"));
  const write = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  const { report: failing } = readConnectionOptions({
    onError: () => {
      throw new Error("the receiver failed");
    },
  });
  failing(new Error("lost"));
  expect(write).toHaveBeenCalledExactlyOnceWith("[mortise] the receiver failed\n");
  readConnectionOptions({}).report(new Error("lost"));
  expect(write).toHaveBeenLastCalledWith("[mortise] lost\n");
  write.mockRestore();
});
