import { availableParallelism } from "node:os";
import { MortiseError } from "@mortise/protocol";

/** The number of worker processes: `auto` is one for each core that this process may use. */
export type WorkerCount = "auto" | number;

/** More than any machine has cores. */
const MAX_WORKERS = 1024;

/** Reads the number of workers, from an option or the command line. */
export function readWorkerCount(workers: WorkerCount | string): number {
  if (workers === "auto") return availableParallelism();
  const count = Number(workers === "" ? Number.NaN : workers);
  if (Number.isInteger(count) && count >= 1 && count <= MAX_WORKERS) return count;
  throw new MortiseError(
    "INVALID_OPTION",
    `workers is ${JSON.stringify(workers)}; set "auto" or a number from 1 to ${MAX_WORKERS}`,
  );
}
