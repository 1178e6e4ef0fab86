import { expect, test } from "vitest";
import { shareHolder } from "./share-holder.ts";

test("a principal counts by itself, wherever it calls from", () => {
  expect(shareHolder("ann", "10.0.0.1")).toBe("principal:ann");
  expect(shareHolder("ann", undefined)).toBe("principal:ann");
  expect(shareHolder(undefined, undefined)).toBeUndefined();
});

test.each([
  ["10.0.0.1", "10.0.0.1"],
  ["::ffff:10.0.0.1", "10.0.0.1"],
  ["2001:db8:0:7:1:2:3:4", "2001:db8:0:7"],
  ["2001:DB8::7:0:0:0:1", "2001:db8:0:7"],
  ["2001:db8:0:7::1", "2001:db8:0:7"],
  ["::1", "0:0:0:0"],
  ["fe80::1", "fe80:0:0:0"],
])("anonymous callers at %s count by %s", (address, network) => {
  expect(shareHolder(undefined, address)).toBe(`address:${network}`);
});
