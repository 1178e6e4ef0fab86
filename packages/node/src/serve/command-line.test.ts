import { expect, test } from "vitest";
import { readCommandLine } from "./command-line.ts";

test("what is said is read, in either form", () => {
  const argv = [
    "--http",
    "8080",
    "--host=::1",
    "--backplane",
    "redis://h/?a=b",
    "--workers=2",
    "--instances",
    "3",
    "own",
  ];
  expect(readCommandLine(argv)).toEqual({
    http: { port: 8080, host: "::1" },
    workers: 2,
    backplane: "redis://h/?a=b",
    instances: 3,
  });
  expect(readCommandLine([])).toEqual({
    http: undefined,
    workers: undefined,
    backplane: undefined,
    instances: undefined,
  });
});

test.each([
  [["--http", "--backplane"], /--backplane needs a URL/],
  [["--backplane="], /--backplane needs a URL/],
  [["--backplane", "--http"], /--backplane needs a URL/],
  [["--http", "--host"], /--host needs a name or an address/],
  [["--host", "--http"], /--host needs/],
  [["--instances"], /--instances needs a number/],
  [["--instances", "0"], /instances must be 1 or more/],
  [["--store", "redis://h"], /--store is now called --backplane/],
  [["--nodes=3"], /--nodes is now called --instances/],
  [["--workers"], /workers cannot be/],
  [["--port", "http"], /is no port/],
])("%j is refused, not passed over", (argv, told) => {
  expect(() => readCommandLine(argv)).toThrow(told);
});
