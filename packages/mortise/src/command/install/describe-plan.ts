import type { InstallClient, Plan } from "@mortise/install";
import { describeDiff, findValues } from "@mortise/install";

/** Describes a plan as a diff without the values that any server of the file has, before and after. */
export function describePlan(file: string, plan: Plan, client: InstallClient): string {
  const values = [plan.before, plan.after].flatMap((bytes) => findValues(bytes, client));
  return describeDiff(file, plan, values);
}
