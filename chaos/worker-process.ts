/** One process that does tasks, until it is killed: `node worker-process.ts <settings as JSON>`. */
import { flushCompileCache } from "node:module";
import { systemClock } from "@mortise/protocol";
import { Diary } from "./diary.ts";
import { openEngine } from "./engine.ts";
import { createWorker } from "./work.ts";
import type { WorkerSettings } from "./workers.ts";

const { url, diary, leaseMs, skewMs, parkAfterMs } = JSON.parse(
  process.argv[2] ?? "{}",
) as WorkerSettings;
process.once("disconnect", () => process.exit());
// A database that is away when the process starts is tried again, as a supervisor would.
for (;;) {
  try {
    const clock = { ...systemClock, now: () => Date.now() + skewMs };
    const { engine } = await openEngine(url, {
      leaseMs,
      heartbeatMs: leaseMs / 4,
      sweepMs: 500,
      pollMs: 500,
      parkAfterMs,
      clock,
    });
    await engine.work(createWorker(new Diary(diary), leaseMs * 1.5));
    break;
  } catch {
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
// A process that is killed does not write its cache by itself.
flushCompileCache();
process.send?.("working");
