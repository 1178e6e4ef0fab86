import { openDatabase } from "@mortise/storage";
import { moveTasks } from "@mortise/tasks";
import { printJson } from "../../output/print-json.ts";
import { count } from "./describe-task.ts";
import { openExisting, refuseRedis } from "./open-tasks.ts";
import type { MigrateFlags } from "./tasks-flags.ts";

/** Runs `mortise tasks migrate`. */
export async function runMigrate({ from, to, namespace, json }: MigrateFlags): Promise<void> {
  refuseRedis(to);
  await using source = await openExisting(from);
  await using target = await openDatabase(to);
  const { copied, found } = await moveTasks({
    from: source,
    to: target,
    ...(namespace !== undefined && { namespace }),
  });
  if (json === true) return printJson({ copied, found });
  const before = found > 0 ? `; ${found} had been moved before` : "";
  process.stdout.write(
    `${count(copied, "task")} moved${before}. Start the servers on the new database\n`,
  );
}
