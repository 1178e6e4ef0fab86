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

test.each([
  ["--htp", "--http"],
  ["--htttp=3000", "--http"],
  ["--HTTP", "--http"],
  ["-http", "--http"],
  ["--prot", "--port"],
  ["--hots", "--host"],
  ["--worker", "--workers"],
  ["--backplain", "--backplane"],
  ["--instance", "--instances"],
])("%s is refused: %s is meant", (written, meant) => {
  const message = `There is no flag ${written.split("=")[0]}; did you mean ${meant}?`;
  expect(() => readCommandLine([written, "3000"])).toThrow(message);
});

test.each([
  "--help",
  "--sort",
  "--post",
  "--root",
  "-v",
  "--verbose",
  "htp",
  "3000",
  "--path=/mcp",
])("%s is the program's own", (argument) => {
  expect(readCommandLine([argument, "--http", "8080"]).http).toEqual({ port: 8080 });
});

test("arguments after -- are the program's own, whatever they are", () => {
  const argv = ["--http", "8080", "--", "--htp", "--port", "9"];
  expect(readCommandLine(argv).http).toEqual({ port: 8080 });
});
