import { Worker } from "node:worker_threads";

/** Milliseconds between two looks at the supervisor. */
const PERIOD_MS = 1_000;

/** Runs beside the user's code, because an endless loop in that never ends by itself. */
const GUARD = `
const { workerData } = require("node:worker_threads");
const isGone = () => {
  if (process.platform !== "win32") return process.ppid !== workerData.parent;
  try {
    process.kill(workerData.parent, 0);
    return false;
  } catch {
    return true;
  }
};
setInterval(() => {
  if (!isGone()) return;
  try {
    process.kill(-process.pid, "SIGKILL");
  } catch {
    process.kill(process.pid, "SIGKILL");
  }
}, ${PERIOD_MS});
`;

/** Ends the processes that code of this one has started in its group. */
function endGroup(): void {
  try {
    process.kill(-process.pid, "SIGTERM");
  } catch {
    // There is no group: on Windows, and when the process was started by hand.
  }
}

/** Ends this process when its supervisor ends, however that ends and whatever this process does. */
export function endWithSupervisor(exit: (code: number) => void): void {
  process.on("disconnect", () => {
    process.on("exit", endGroup);
    exit(0);
  });
  const workerData = { parent: process.ppid };
  const guard = new Worker(GUARD, { eval: true, workerData, execArgv: [], stderr: true });
  guard.unref();
}
