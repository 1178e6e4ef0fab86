import { MortiseError } from "@mortise/protocol";
import { Redis } from "ioredis";

/** How long a call may take before it fails, in milliseconds. */
const COMMAND_MS = 5_000;

/** The connections of one engine. */
export interface Connections {
  /** For the calls of the engine, which fail after a time. */
  readonly commands: Redis;
  /** For BullMQ, which waits until Redis is back. */
  readonly queues: Redis;
  /** For messages. */
  readonly listening: Redis;
  /** Ends them all. */
  close(): Promise<void>;
}

/** Makes the connections; each is opened when it is first used, and again after a failure. */
export function openConnections(url: string, onError: (error: unknown) => void): Connections {
  const lasting = { lazyConnect: true, maxRetriesPerRequest: null };
  const commands = new Redis(url, {
    lazyConnect: true,
    maxRetriesPerRequest: 3,
    commandTimeout: COMMAND_MS,
  });
  const queues = new Redis(url, lasting);
  const listening = new Redis(url, lasting);
  const all = [commands, queues, listening];
  for (const connection of all) connection.on("error", (error) => onError(toFailure(error)));
  return {
    commands,
    queues,
    listening,
    close: async () => {
      for (const connection of all) connection.disconnect();
    },
  };
}

/** Writes an error of Redis as one of Mortise; a call that failed so may have taken effect. */
export function toFailure(error: unknown): MortiseError {
  const { message, name } = error instanceof Error ? error : new Error(String(error));
  const isRefused =
    name === "ReplyError" &&
    !/^(LOADING|READONLY|BUSY|CLUSTERDOWN|MASTERDOWN|TRYAGAIN)/.test(message);
  if (isRefused) {
    return new MortiseError(
      "STORAGE_FAILED",
      `Redis refused a call of the task engine: ${message}`,
      {
        data: { reason: "refused" },
        cause: error,
      },
    );
  }
  return new MortiseError("CONNECTION_FAILED", `Redis cannot be reached: ${message}`, {
    cause: error,
  });
}
