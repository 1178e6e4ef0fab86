import type { TaskState } from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";

/** The options that every command of tasks has, as commander reads them. */
export interface TasksFlags {
  readonly database?: string;
  readonly namespace?: string;
  readonly json?: boolean;
}

/** The options that choose tasks. */
export interface FilterFlags {
  readonly state?: readonly string[];
  readonly owner?: string;
  readonly kind?: string;
  readonly olderThan?: string;
  readonly newerThan?: string;
}

/** The options of `mortise tasks list`. */
export interface ListFlags extends TasksFlags, FilterFlags {
  readonly limit?: string;
  readonly after?: string;
}

/** The options of `mortise tasks retry`. */
export interface RetryFlags extends TasksFlags {
  readonly fromStart?: boolean;
}

/** The options of `mortise tasks purge`. */
export interface PurgeFlags extends TasksFlags, FilterFlags {
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

/** The options of `mortise tasks migrate`. */
export interface MigrateFlags {
  readonly from: string;
  readonly to: string;
  readonly namespace?: string;
  readonly json?: boolean;
}

const NAMED: Readonly<Record<TaskState, true>> = {
  open: true,
  dead: true,
  working: true,
  input_required: true,
  completed: true,
  failed: true,
  cancelled: true,
  delayed: true,
  queued: true,
  running: true,
  waiting: true,
  done: true,
  moved: true,
};

/** The words of `--state`. */
export const STATES: readonly TaskState[] = Object.keys(NAMED) as TaskState[];

/** @throws MortiseError `INVALID_OPTION` for a word that is no state. */
export function readState(word: string): TaskState {
  const state = STATES.find((each) => each === word);
  if (state !== undefined) return state;
  throw new MortiseError(
    "INVALID_OPTION",
    `--state: ${JSON.stringify(word)} is none of ${STATES.join(", ")}`,
  );
}
