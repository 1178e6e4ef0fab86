import type { TaskFilter } from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";
import type { CommandSession } from "../../invocation/command-session.ts";
import { askYesOrNo } from "../../output/ask-yes-or-no.ts";
import { canAsk } from "../../output/can-ask.ts";
import { printJson } from "../../output/print-json.ts";
import { count } from "./describe-task.ts";
import { withTasks } from "./open-tasks.ts";
import { readFilter } from "./read-filter.ts";
import type { PurgeFlags } from "./tasks-flags.ts";

/**
 * Runs `mortise tasks purge`.
 *
 * Rejects with MortiseError `INVALID_OPTION` without `--yes` and without a terminal to ask on.
 */
export async function runPurge(flags: PurgeFlags, session: CommandSession): Promise<void> {
  const filter = readFilter(flags);
  const { json = false, dryRun = false, yes = false } = flags;
  await withTasks(flags, session, async (operator) => {
    const found = await operator.purge(filter, { isDryRun: true });
    if (dryRun || found === 0) {
      if (json) return printJson({ found, purged: 0 });
      const what = describeFilter(filter);
      return void process.stdout.write(`${count(found, "task")} would be deleted${what}\n`);
    }
    if (!yes) {
      if (!canAsk()) {
        throw new MortiseError(
          "INVALID_OPTION",
          `${count(found, "task")} would be deleted; give --yes, or --dry-run to see only how many`,
        );
      }
      const answer = await askYesOrNo(`Delete ${count(found, "task")} for good?`, {
        signal: session.interruption.signal,
      });
      if (answer !== true) return void process.stdout.write("Nothing was deleted\n");
    }
    const purged = await operator.purge(filter);
    if (json) printJson({ found, purged });
    else process.stdout.write(`${count(purged, "task")} deleted\n`);
  });
}

function describeFilter(filter: TaskFilter): string {
  return Object.keys(filter).length === 0 ? ", which is every one that has ended" : "";
}
