import { MortiseError } from "@mortise/protocol";
import type { CommandSession } from "../../invocation/command-session.ts";
import { printJson } from "../../output/print-json.ts";
import { describeSummary } from "./describe-task.ts";
import { withTasks } from "./open-tasks.ts";
import { readFilter } from "./read-filter.ts";
import type { ListFlags } from "./tasks-flags.ts";

/** Runs `mortise tasks list`. */
export async function runList(flags: ListFlags, session: CommandSession): Promise<void> {
  const filter = readFilter(flags);
  const limit = readLimit(flags.limit);
  const { after } = flags;
  const page = await withTasks(flags, session, (operator) =>
    operator.list(filter, { limit, ...(after !== undefined && { after }) }),
  );
  if (flags.json === true) return printJson(page);
  if (page.tasks.length === 0) process.stdout.write("There are no such tasks\n");
  const now = Date.now();
  for (const task of page.tasks) process.stdout.write(`${describeSummary(task, now)}\n`);
  if (page.next !== undefined) process.stdout.write(`More: --after ${page.next}\n`);
}

function readLimit(text = "50"): number {
  const limit = Number(text);
  if (Number.isInteger(limit) && limit > 0 && limit <= 10_000) return limit;
  throw new MortiseError(
    "INVALID_OPTION",
    `--limit: ${JSON.stringify(text)} is no count from 1 to 10000`,
  );
}
