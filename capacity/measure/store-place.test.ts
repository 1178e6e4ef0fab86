import { expect, test } from "vitest";
import { readInfo } from "./store-place.ts";

test("INFO of Redis is read by name, the calls of commands too", () => {
  const text =
    "# CPU\r\nused_cpu_sys:1.5\r\nused_cpu_user:2.25\r\n# Commandstats\r\ncmdstat_get:calls=12,usec=30,usec_per_call=2.50\r\n";
  expect([...readInfo(text)]).toEqual([
    ["used_cpu_sys", 1.5],
    ["used_cpu_user", 2.25],
    ["cmdstat_get", 12],
  ]);
});
