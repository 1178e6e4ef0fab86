import { expect, test } from "vitest";
import { readCommandLine } from "./command-line.ts";

test("flags are read in either form", () => {
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
  [["--http", "--backplane"], /--backplane requires a value: a URL/],
  [["--backplane="], /--backplane requires a value: a URL/],
  [["--backplane", "--http"], /--backplane requires a value: a URL/],
  [["--http", "--host"], /--host requires a value: a host name or address/],
  [["--host", "--http"], /--host requires a value/],
  [["--instances"], /--instances requires a value: a number/],
  [["--instances", "0"], /instances must be 1 or more/],
  [["--store", "redis://h"], /--store is now called --backplane/],
  [["--nodes=3"], /--nodes is now called --instances/],
  [["--workers"], /workers is "".* set "auto" or a number/],
  [["--port", "http"], /is not a port/],
])("%j is refused, not ignored", (argv, message) => {
  expect(() => readCommandLine(argv)).toThrow(message);
});
