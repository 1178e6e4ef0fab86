import { randomBytes } from "node:crypto";
import { MortiseError, parseDuration } from "@mortise/protocol";
import type { Server } from "@mortise/server";
import { createMemoryBackplane } from "@mortise/server";
import { coreOf, EPHEMERAL_KEY_WARNING, STATE_KEYS_VARIABLE } from "@mortise/server/internal";
import type { ListenOptions } from "../http/listen.ts";
import { servedAlready, WorkerPool } from "./worker-pool.ts";

export interface PrimaryOptions {
  readonly http: ListenOptions;
  readonly workers: number;
  /** Workers open a backplane of their own, which other instances see too. */
  readonly hasBackplane: boolean;
  readonly report: (message: string) => void;
}

/** The workers of this process, which take requests. */
export interface Primary {
  /** What clients connect to; `undefined` once no worker takes requests. */
  readonly url: () => string | undefined;
  /** Only this machine can connect. */
  readonly isLoopback: boolean;
  /** Resolves when too many workers have died, and the rest have ended. */
  readonly failed: Promise<void>;
  /** Lets the workers finish what they are doing, and resolves when they have ended. */
  close(): Promise<void>;
}

/** What a worker may need after its grace period: to write the last answers, and for `onClose`. */
const FAREWELL_MS = 15_000;

let hasPool = false;

/**
 * Starts the workers of this process and resolves when they take requests.
 *
 * @throws MortiseError `INVALID_OPTION` when this process cannot have any, or what a worker failed
 * with.
 */
export async function startPrimary(
  server: Server<unknown>,
  options: PrimaryOptions,
): Promise<Primary> {
  const { http, workers, hasBackplane, report } = options;
  checkProcess();
  if (hasBackplane && coreOf(server).sealer.hasEphemeralKey)
    server.log({ level: "warning", message: EPHEMERAL_KEY_WARNING });
  const backplane = createMemoryBackplane();
  const pool = new WorkerPool({
    count: workers,
    backplane,
    // What one of them seals, another must open.
    environment: coreOf(server).sealer.hasEphemeralKey
      ? { [STATE_KEYS_VARIABLE]: randomBytes(32).toString("base64url") }
      : {},
    patience: parseDuration(http.grace ?? "10s") + FAREWELL_MS,
    report,
  });
  hasPool = true;
  const close = async (): Promise<void> => {
    await pool.close();
    await backplane.close();
    hasPool = false;
  };
  try {
    await pool.start();
  } catch (error) {
    await close();
    throw error;
  }
  return {
    url: () => pool.place?.url,
    isLoopback: pool.place?.isLoopback === true,
    failed: pool.failed,
    close,
  };
}

function checkProcess(): void {
  if (hasPool) throw servedAlready();
  if (process.argv[1] === undefined) {
    throw new MortiseError(
      "INVALID_OPTION",
      "Workers run the file that node was started with again, and here is none; start it as node server.ts",
    );
  }
}
