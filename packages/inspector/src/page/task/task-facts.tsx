import type { TaskSummary } from "@mortise/protocol";
import type { ReactNode } from "react";
import type { Fact } from "../part/facts.tsx";
import { Facts } from "../part/facts.tsx";
import { endOfTask } from "./judge-task.ts";
import type { ListedTask } from "./listed-task.ts";
import styles from "./task.module.css";

/** The facts of a task, each with its name. */
export function TaskFacts(props: { readonly task: ListedTask }): ReactNode {
  return <Facts className={styles["facts"]} facts={listFacts(props.task)} />;
}

function listFacts({ seen, kept }: ListedTask): readonly Fact[] {
  return [
    ["Client", seen?.lane],
    ["Owner", kept && (kept.owner === "" ? "anonymous" : kept.owner)],
    ["Attempt", kept && writeAttempt(kept)],
    ["Lost", kept && kept.crashes > 0 ? `${kept.crashes} times with its process` : undefined],
    ["Created", seen?.task.createdAt ?? kept?.createdAt],
    ["Changed", kept?.lastUpdatedAt ?? seen?.task.lastUpdatedAt],
    ["Due", kept?.dueAt],
    ["Kept until", kept?.expiresAt ?? (seen && writeEnd(seen.task))],
    ["Runs in", kept?.process],
    ["Encrypted by", kept?.sealedBy],
    ["Asked every", seen && writePoll(seen.task.pollIntervalMs)],
  ];
}

/** The starts of a task, which are more than its attempts when it began again by hand, or after a question. */
function writeAttempt({ attempt, attempts }: TaskSummary): string {
  return attempt > attempts ? `${attempt}` : `${attempt} of ${attempts}`;
}

function writeEnd(task: Parameters<typeof endOfTask>[0]): string {
  const end = endOfTask(task);
  return end === undefined ? "no limit" : new Date(end).toISOString();
}

function writePoll(ms: number | undefined): string {
  return ms === undefined ? "as you like" : `${ms} ms`;
}
