import type { Random } from "@mortise/protocol";
import { MortiseError, parseDuration } from "@mortise/protocol";
import type { Server } from "@mortise/server";
import { createMemoryBackplane } from "@mortise/server";
import { coreOf, EPHEMERAL_KEY_WARNING, STATE_KEYS_VARIABLE } from "@mortise/server/internal";
import type { ListenOptions } from "../http/listen.ts";
import { WorkerPool } from "./worker-pool.ts";
import { workerRole } from "./worker-role.ts";

/** How a process starts workers. */
export interface PrimaryOptions {
  readonly http: ListenOptions;
  /** How many there are. */
  readonly workers: number;
  /** Workers open a backplane of their own, which other instances share. */
  readonly hasBackplane: boolean;
  /** Writes a line for the operator. */
  readonly report: (message: string) => void;
}

/** The workers of this process, which take requests. */
export interface Primary {
  /** The URL of the MCP endpoint; `undefined` before the first worker takes requests. */
  readonly url: () => string | undefined;
  /** Only this machine can connect. */
  readonly isLoopback: boolean;
  /** Resolves when too many workers have exited and the others have stopped. */
  readonly failed: Promise<void>;
  /** Lets running requests finish, and resolves when the workers have exited. */
  close(): Promise<void>;
}

/** How long a worker may take beyond its grace period: for the last responses and `onClose`. */
const EXIT_TIMEOUT_MS = 15_000;
const STATE_KEY_BYTES = 32;

/**
 * Starts the workers of this process and resolves when they take requests.
 *
 * @throws MortiseError `INVALID_OPTION` when this process cannot have workers, and the error of a
 * worker that failed to start.
 */
export async function startPrimary(
  server: Server<unknown>,
  options: PrimaryOptions,
): Promise<Primary> {
  const { http, workers, hasBackplane, report } = options;
  checkEntry();
  const { sealer, clock, random } = coreOf(server);
  if (hasBackplane && sealer.hasEphemeralKey) {
    server.log({ level: "warning", message: EPHEMERAL_KEY_WARNING });
  }
  const leaveRole = workerRole.becomePrimary();
  const backplane = createMemoryBackplane({ clock });
  const pool = new WorkerPool({
    count: workers,
    backplane,
    // A state that one worker seals must open in the others.
    environment: sealer.hasEphemeralKey ? { [STATE_KEYS_VARIABLE]: createStateKey(random) } : {},
    exitTimeoutMs: parseDuration(http.grace ?? "10s", "grace") + EXIT_TIMEOUT_MS,
    report,
    clock,
  });
  const close = async (): Promise<void> => {
    await pool.close();
    await backplane.close();
    leaveRole();
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

function createStateKey(random: Random): string {
  return Buffer.from(random.bytes(STATE_KEY_BYTES)).toString("base64url");
}

function checkEntry(): void {
  if (process.argv[1] !== undefined) return;
  throw new MortiseError(
    "INVALID_OPTION",
    "Workers run the file that Node was started with, and this process was started without one: start it as node server.ts",
  );
}
