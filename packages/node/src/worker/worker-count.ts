import { availableParallelism } from "node:os";
import { MortiseError } from "@mortise/protocol";

/** How many processes answer: `auto` is one for each core that this process may use. */
export type WorkerCount = "auto" | number;

/** More than any machine has cores. */
const MAX_WORKERS = 1024;

/** Reads how many workers are wanted, as an option or as text of a command line. */
export function readWorkerCount(workers: WorkerCount | string): number {
  if (workers === "auto") return availableParallelism();
  const count = Number(workers === "" ? Number.NaN : workers);
  if (Number.isInteger(count) && count >= 1 && count <= MAX_WORKERS) return count;
  throw new MortiseError(
    "INVALID_OPTION",
    `workers cannot be ${JSON.stringify(workers)}; use "auto" or 1 to ${MAX_WORKERS}`,
  );
}
