import type { CommandSession } from "../../invocation/command-session.ts";
import { printJson } from "../../output/print-json.ts";
import { describeInspection, toShownTask } from "./describe-task.ts";
import { unknownTask, withTasks } from "./open-tasks.ts";
import type { TasksFlags } from "./tasks-flags.ts";

/** Runs `mortise tasks show`. */
export async function runShow(
  id: string,
  flags: TasksFlags,
  session: CommandSession,
): Promise<void> {
  const task = await withTasks(flags, session, (operator) => operator.inspect(id));
  if (!task) throw unknownTask(id);
  if (flags.json === true) return printJson(toShownTask(task));
  process.stdout.write(`${describeInspection(task, Date.now()).join("\n")}\n`);
}
