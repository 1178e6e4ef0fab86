import type { SqlRunner } from "@mortise/storage";
import type { SweepStatements } from "./sweep-statements.ts";

/** Deletes tasks with all that belongs to them; returns how many there were. */
export async function deleteTasks(
  runner: SqlRunner,
  sql: SweepStatements,
  ids: readonly string[],
): Promise<number> {
  if (ids.length === 0) return 0;
  await runner.execute(sql.purgeInput, [ids]);
  await runner.execute(sql.purgeSteps, [ids]);
  await runner.execute(sql.purgeBlobs, [ids]);
  await runner.execute(sql.purgeFailures, [ids]);
  return runner.execute(sql.purge, [ids]);
}
