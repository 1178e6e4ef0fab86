import assert from "node:assert/strict";
// #region instances

import { createServer, serve } from "mortise";

const server = createServer({ name: "reports", version: "1.0.0" }).tool(
  "yearly_report",
  { description: "Works out the report of a year.", timeout: "10m" },
  async (_input, { progress, releaseConnection, signal }) => {
    for (let month = 1; month <= 12; month += 1) {
      releaseConnection({ retry: "50ms" });
      await workOut(month, signal);
      progress(month, 12);
    }
    return "12 months";
  },
);

const serving = await serve(server, {
  http: { port: 0, sessions: { idle: "30m", resume: "5m" } },
});

// #endregion

import { setTimeout as pause } from "node:timers/promises";
import { connect } from "mortise";

async function workOut(_month: number, signal: AbortSignal): Promise<void> {
  await pause(10, undefined, { signal });
}

for (const revision of ["2025-11-25", "2026-07-28"] as const) {
  await using client = await connect(serving.url ?? "", { revision });
  const months: number[] = [];
  const onProgress = ({ progress }: { progress: number }): void => void months.push(progress);
  assert.equal((await client.callTool("yearly_report", {}, { onProgress })).text, "12 months");
  assert.deepEqual(
    months,
    Array.from({ length: 12 }, (_, index) => index + 1),
  );
}
await serving.close();
