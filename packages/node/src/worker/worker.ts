import type { Backplane, Clock, MortiseError } from "@mortise/protocol";
import type { Channel } from "./channel.ts";
import { ipcChannel } from "./channel.ts";
import type { WorkerMessage } from "./message.ts";
import { isWorkerMessage } from "./message.ts";
import { openWorkerBackplane } from "./worker-backplane.ts";
import type { Place } from "./worker-pool.ts";
import { workerRole } from "./worker-role.ts";

/** This process as a worker of a pool. */
export interface OwnWorker {
  /** Opens the state that the workers of the primary share. */
  openBackplane(clock: Clock): Backplane;
  /** Reports to the primary that this worker takes requests. */
  listens(place: Place): void;
  /** Reports to the primary why this worker cannot serve; resolves when the message is sent. */
  fails(error: MortiseError): Promise<void>;
  /** Resolves when the primary asks this worker to stop. */
  readonly stopped: Promise<void>;
}

/**
 * Returns this process as a worker of a pool; `undefined` in any other process.
 *
 * @throws MortiseError `INVALID_OPTION` in a worker that another program started, and for a second
 * server with workers.
 */
export function findOwnWorker(): OwnWorker | undefined {
  return workerRole.becomeWorker() && createWorker(ipcChannel(process));
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
    openBackplane: (clock) => openWorkerBackplane(channel, { clock }),
    listens: ({ url, isLoopback }) => void post({ mortise: "listening", url, isLoopback }),
    fails: ({ code, message }) => post({ mortise: "failed", error: { code, message } }),
    stopped,
  };
}
