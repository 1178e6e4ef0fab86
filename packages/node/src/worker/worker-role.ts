import cluster from "node:cluster";
import { MortiseError } from "@mortise/protocol";

/** Marks, in its environment, a worker that a pool of Mortise forked. */
export const WORKER_VARIABLE = "MORTISE_WORKER";

/**
 * The role of this process among workers: the primary of one pool at a time, or one worker.
 *
 * Workers run the whole file again, so that a second server with workers would start its own in each.
 */
export class WorkerRole {
  #isTaken = false;

  /**
   * Takes the role of the primary, until the returned function is called.
   *
   * @throws MortiseError `INVALID_OPTION` when the process serves with workers already.
   */
  becomePrimary(): () => void {
    return this.#take();
  }

  /**
   * Takes the role of a worker that a pool started, until the returned function is called; `undefined`
   * in a process that is no worker.
   *
   * @throws MortiseError `INVALID_OPTION` when the process serves with workers already, and in a worker
   * that another program started.
   */
  becomeWorker(): (() => void) | undefined {
    if (!cluster.isWorker) return undefined;
    if (this.#isTaken) throw servedAlready();
    if (process.env[WORKER_VARIABLE] === undefined) {
      throw new MortiseError(
        "INVALID_OPTION",
        "This process is a worker of another program's cluster, which decides how many there are: leave the option workers out",
      );
    }
    // Processes that this one starts are no workers.
    delete process.env[WORKER_VARIABLE];
    const leave = this.#take();
    return () => {
      process.env[WORKER_VARIABLE] = "1";
      leave();
    };
  }

  #take(): () => void {
    if (this.#isTaken) throw servedAlready();
    this.#isTaken = true;
    return () => {
      this.#isTaken = false;
    };
  }
}

/** The role of this process. */
export const workerRole: WorkerRole = new WorkerRole();

function servedAlready(): MortiseError {
  return new MortiseError(
    "INVALID_OPTION",
    "This process serves with workers already, and each of them runs the whole file; serve the second server from a file of its own",
  );
}
