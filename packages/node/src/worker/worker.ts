import cluster from "node:cluster";
import type { Backplane } from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";
import type { Channel } from "./channel.ts";
import { ipcChannel } from "./channel.ts";
import type { WorkerMessage } from "./message.ts";
import { isWorkerMessage } from "./message.ts";
import { openWorkerBackplane } from "./worker-backplane.ts";
import type { Place } from "./worker-pool.ts";
import { servedAlready, WORKER_VARIABLE } from "./worker-pool.ts";

/** This process, as a worker that a primary of ours started. */
export interface OwnWorker {
  /** Opens what the workers of the primary share. */
  openBackplane(): Backplane;
  /** Tells the primary that this worker takes requests. */
  listens(place: Place): void;
  /** Tells the primary why this worker cannot; resolves when it knows. */
  fails(error: MortiseError): Promise<void>;
  /** Settles when the primary wants this worker to end. */
  readonly stopped: Promise<void>;
}

let isTaken = false;

/**
 * Finds out whether this process is a worker of ours; `undefined` where it is none.
 *
 * @throws MortiseError `INVALID_OPTION` in a worker of somebody else's cluster.
 */
export function findOwnWorker(): OwnWorker | undefined {
  if (!cluster.isWorker) return undefined;
  if (isTaken) throw servedAlready();
  if (process.env[WORKER_VARIABLE] === undefined) {
    throw new MortiseError(
      "INVALID_OPTION",
      "This process is a worker of another program's cluster, which starts as many as it wants: leave workers out",
    );
  }
  // What this process starts is no worker.
  delete process.env[WORKER_VARIABLE];
  isTaken = true;
  return createWorker(ipcChannel(process));
}

function createWorker(channel: Channel): OwnWorker {
  const post = (message: WorkerMessage): Promise<void> =>
    new Promise((resolve) => channel.post(message, () => resolve()));
  const { promise: stopped, resolve: stop } = Promise.withResolvers<void>();
  channel.listen(
    (message) => {
      if (isWorkerMessage(message) && message.mortise === "stop") stop();
    },
    () => undefined,
  );
  return {
    openBackplane: () => openWorkerBackplane(channel),
    listens: ({ url, isLoopback }) => void post({ mortise: "listening", url, isLoopback }),
    fails: ({ code, message }) => post({ mortise: "failed", error: { code, message } }),
    stopped,
  };
}
