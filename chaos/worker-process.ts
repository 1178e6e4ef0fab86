/** One process that does tasks, until it is killed: `node worker-process.ts <settings as JSON>`. */
import { flushCompileCache } from "node:module";
import { systemClock } from "@mortise/protocol";
import { openDatabase } from "@mortise/storage";
import { openSqlTaskEngine } from "@mortise/tasks";
import { Diary } from "./diary.ts";
import { createWorker } from "./work.ts";
import type { WorkerSettings } from "./workers.ts";

const { url, diary, leaseMs, skewMs, parkAfterMs } = JSON.parse(
  process.argv[2] ?? "{}",
) as WorkerSettings;
const silent = (): void => undefined;
process.once("disconnect", () => process.exit());
// A database that is away when the process starts is tried again, as a supervisor would.
for (;;) {
  try {
    const database = await openDatabase(url, { onError: silent });
    const clock = { ...systemClock, now: () => Date.now() + skewMs };
    const engine = await openSqlTaskEngine(database, {
      leaseMs,
      heartbeatMs: leaseMs / 4,
      sweepMs: 500,
      pollMs: 500,
      parkAfterMs,
      clock,
      onError: silent,
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
