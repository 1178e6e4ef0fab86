import { expect, test } from "vitest";
import { readCommandLine } from "./command-line.ts";

test("what is said is read, in either form", () => {
  const argv = ["--http", "8080", "--host=::1", "--store", "redis://h/?a=b", "--workers=2", "own"];
  expect(readCommandLine(argv)).toEqual({
    http: { port: 8080, host: "::1" },
    workers: 2,
    store: "redis://h/?a=b",
  });
  expect(readCommandLine([])).toEqual({ http: undefined, workers: undefined, store: undefined });
});

test.each([
  [["--http", "--store"], /--store needs a URL/],
  [["--store="], /--store needs a URL/],
  [["--store", "--http"], /--store needs a URL/],
  [["--http", "--host"], /--host needs a name or an address/],
  [["--host", "--http"], /--host needs/],
  [["--workers"], /workers cannot be/],
  [["--port", "http"], /is no port/],
])("%j is refused, not passed over", (argv, told) => {
  expect(() => readCommandLine(argv)).toThrow(told);
});
