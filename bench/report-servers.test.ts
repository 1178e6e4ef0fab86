import { expect, test } from "vitest";
import type { Scenario } from "./measure.ts";
import { renderServers } from "./report-servers.ts";

/** One round of a contender: its microseconds a request, of the processor and by the clock. */
function sample(server: number, elapsed: number): Scenario["samples"][string] {
  return [{ requests: 1, server, elapsed, load: 1 }];
}

const scenario: Scenario = {
  transport: "http",
  tools: 1,
  method: "tools/call",
  samples: {
    raw: sample(10, 20),
    mortise: sample(12, 25),
    "mortise-sessions": sample(24, 50),
    "sdk-v1": sample(120, 100),
    "sdk-v1-sessions": sample(480, 500),
  },
};

test("a rival is compared by processor time and by throughput, with two digits", () => {
  const [section = ""] = renderServers([scenario]);
  expect(section).toMatch(/^\| Mortise +\| 12 µs, 40000\/s +\|$/m);
  expect(section).toMatch(/^\| over raw Node +\| 0\.83× \[0\.83–0\.83\] +\|$/m);
  expect(section).toMatch(/^\| over SDK v1 +\| 10× \[10–10\] +\|\n\| … by throughput +\| 4\.0× /m);
});

test("a rival with sessions is compared with our sessions", () => {
  const [section = ""] = renderServers([scenario]);
  expect(section).toMatch(
    /^\| over SDK v1, sessions +\| 20× \[20–20\] +\|\n\| … by throughput +\| 10× /m,
  );
});
