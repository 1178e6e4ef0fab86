import type { Redis } from "ioredis";
import type { Ticket } from "../redis/scripts.ts";
import { Scripts } from "../redis/scripts.ts";
import type { HeldScript } from "./held-scripts.ts";
import { HELD_SCRIPTS } from "./held-scripts.ts";
import type { OwnerScript } from "./owner-scripts.ts";
import { OWNER_SCRIPTS } from "./owner-scripts.ts";
import { PRELUDE } from "./prelude.ts";
import type { QueueScript } from "./queue-scripts.ts";
import { QUEUE_SCRIPTS } from "./queue-scripts.ts";

type TaskScript = OwnerScript | HeldScript | QueueScript;

const SCRIPTS: Readonly<Record<TaskScript, string>> = {
  ...OWNER_SCRIPTS,
  ...HELD_SCRIPTS,
  ...QUEUE_SCRIPTS,
};

/** The scripts of tasks. */
export type TaskScripts = Scripts<TaskScript>;

/** Prepares the scripts of the tasks under `prefix`. */
export function openTaskScripts(
  redis: Redis,
  prefix: string,
  give: (tickets: readonly Ticket[]) => void,
): TaskScripts {
  return new Scripts({ redis, prefix, prelude: PRELUDE, scripts: SCRIPTS, give });
}
