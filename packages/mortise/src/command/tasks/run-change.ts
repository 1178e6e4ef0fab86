import type { TaskOperator } from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";
import type { CommandSession } from "../../invocation/command-session.ts";
import { printJson } from "../../output/print-json.ts";
import { unknownTask, withTasks } from "./open-tasks.ts";
import type { RetryFlags, TasksFlags } from "./tasks-flags.ts";

/** Runs `mortise tasks retry`. */
export async function runRetry(
  ids: readonly string[],
  flags: RetryFlags,
  session: CommandSession,
): Promise<void> {
  const { fromStart = false } = flags;
  await change(
    ids,
    { flags, session },
    {
      done: "begins again",
      refused: "is not dead; only tasks that failed or used up their attempts begin again",
      apply: (operator, id) => operator.retry(id, { fromStart }),
    },
  );
}

/** Runs `mortise tasks cancel`. */
export async function runCancel(
  ids: readonly string[],
  flags: TasksFlags,
  session: CommandSession,
): Promise<void> {
  await change(
    ids,
    { flags, session },
    {
      done: "is cancelled",
      refused: "has ended, or is being cancelled already",
      apply: (operator, id) => operator.cancel(id),
    },
  );
}

interface Change {
  /** Follows the name of a task that was changed. */
  readonly done: string;
  /** Follows the name of a task that cannot be changed so. */
  readonly refused: string;
  readonly apply: (operator: TaskOperator, id: string) => Promise<boolean | undefined>;
}

async function change(
  ids: readonly string[],
  { flags, session }: { readonly flags: TasksFlags; readonly session: CommandSession },
  { done, refused, apply }: Change,
): Promise<void> {
  await withTasks(flags, session, async (operator) => {
    const changed: string[] = [];
    for (const id of ids) {
      const isChanged = await apply(operator, id);
      if (isChanged === undefined) throw unknownTask(id);
      if (!isChanged) throw new MortiseError("INVALID_OPTION", `Task ${id} ${refused}`);
      changed.push(id);
      if (flags.json !== true) process.stdout.write(`Task ${id} ${done}\n`);
    }
    if (flags.json === true) printJson({ tasks: changed });
  });
}
