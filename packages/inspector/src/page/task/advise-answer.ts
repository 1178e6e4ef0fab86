import { isUnderWay } from "./judge-task.ts";
import type { ListedTask } from "./listed-task.ts";
import { newestKept } from "./listed-task.ts";

const FOLLOW = "Follow the task to answer its question here.";
const FOLLOWED = "Its question waits for you with its result.";

/**
 * Says how the open questions of a task are answered; `undefined` for a task that waits for no answer.
 * `isFollowed`: a call of the page waits for the task, and has the form.
 *
 * An answer counts as the consent of the task's owner (2026-07-28, Elicitation), so that an operator has
 * no form for the questions of others.
 */
export function adviseAnswer(task: ListedTask, isFollowed: boolean): string | undefined {
  if (!isAsking(task)) return undefined;
  if (isFollowed) return FOLLOWED;
  const owner = task.kept?.owner ?? "";
  if (owner === "" || task.seen?.lane === "inspector") return FOLLOW;
  return `Only the owner, ${owner}, can answer: an answer counts as the owner's consent. Answer in the client that called the tool. If this page is connected as ${owner}, follow the task to answer here.`;
}

function isAsking(task: ListedTask): boolean {
  // A task that asks is `running` until its process gives it up, then `waiting`.
  const { status } = newestKept(task) ?? task.seen?.task ?? {};
  return isUnderWay(task) && status === "input_required";
}
