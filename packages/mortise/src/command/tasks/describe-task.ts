import type { TaskInspection, TaskSummary } from "@mortise/protocol";
import { redactMembers, redactText } from "@mortise/protocol";
import { color } from "../../output/color.ts";
import { toJson, toLine, toName } from "../../output/printable.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Characters of a value that are shown. */
const MAX_SHOWN = 2_000;

/** Describes a task in one line of a list. */
export function describeSummary(task: TaskSummary, now: number): string {
  const { taskId, kind, owner, attempt, failures, crashes, attempts, createdAt } = task;
  const spent = failures + crashes;
  const parts = [
    taskId,
    describeState(task).padEnd(24),
    toName(kind),
    `${count(attempt, "start")}${spent > 0 ? `, ${spent} of ${attempts} attempts failed` : ""}`,
    `${describeAge(createdAt, now)} old`,
    owner === "" ? color.dim("anonymous") : toName(owner),
  ];
  return parts.join("  ");
}

/** Describes a task with its contents, credentials masked, in lines. */
export function describeInspection(task: TaskInspection, now: number): string[] {
  const { kind, revision, owner, attempt, attempts, failures, crashes } = task;
  const lines = [
    `${color.bold(task.taskId)}  ${describeState(task)}`,
    field("tool", `${toName(kind)}, revision ${toName(revision)}`),
    field("owner", owner === "" ? "anonymous" : toName(owner)),
    field("created", `${task.createdAt}, ${describeAge(task.createdAt, now)} ago`),
    field("changed", task.lastUpdatedAt),
    field("kept until", task.expiresAt),
    field(
      "attempts",
      `${count(attempt, "start")}; ${count(failures, "failure")} and ${count(crashes, "crash")} of ${attempts}`,
    ),
  ];
  if (task.dueAt !== undefined) lines.push(field("due", task.dueAt));
  if (task.process !== undefined) lines.push(field("process", toLine(task.process)));
  if (task.sealedBy !== undefined) lines.push(field("key", task.sealedBy));
  if (task.statusMessage !== undefined) lines.push(field("message", shown(task.statusMessage)));
  lines.push(field("arguments", value(task.input["arguments"])));
  for (const { name, bytes } of task.steps)
    lines.push(field("step", `${toName(name)}, ${bytes} bytes`));
  for (const { attempt: number, kind: how, message, at } of task.failedAttempts) {
    const reason = message === undefined ? "its process was lost" : shown(message);
    lines.push(field(how, `attempt ${number}, ${at}: ${reason}`));
  }
  for (const { key, question, isAnswered } of task.questions) {
    const state = isAnswered ? "answered" : "open";
    lines.push(field("question", `${toName(key)}, ${state}: ${value(question)}`));
  }
  if (task.error) lines.push(field("error", `${shown(task.error.message)} (${task.error.code})`));
  if (task.result) lines.push(field("result", value(task.result)));
  return lines;
}

/** Returns what JSON shows of a task: as its description, with credentials masked. */
export function toShownTask(task: TaskInspection): object {
  const { input, questions, result, error, statusMessage, failedAttempts, ...rest } = task;
  return {
    ...rest,
    ...(statusMessage !== undefined && { statusMessage: redactText(statusMessage) }),
    arguments: redactMembers(input["arguments"] ?? {}),
    failedAttempts: redactMembers(failedAttempts),
    questions: questions.map(({ question, ...others }) => ({
      ...others,
      question: redactMembers(question),
    })),
    ...(error && { error: redactMembers(error) }),
    ...(result && { result: redactMembers(result) }),
  };
}

/** Describes the time since a moment, such as `3 h`. */
function describeAge(since: string, now: number): string {
  const age = Math.max(0, now - Date.parse(since));
  if (age < MINUTE) return `${Math.floor(age / 1_000)} s`;
  if (age < HOUR) return `${Math.floor(age / MINUTE)} min`;
  if (age < 2 * DAY) return `${Math.floor(age / HOUR)} h`;
  return `${Math.floor(age / DAY)} d`;
}

/** Writes a number with its noun. */
export function count(number: number, noun: string): string {
  const plural = noun.endsWith("sh") ? `${noun}es` : `${noun}s`;
  return `${number} ${number === 1 ? noun : plural}`;
}

function describeState({ status, phase, isDead }: TaskSummary): string {
  if (isDead) return `${status} (dead)`;
  return phase === "done" ? status : `${status} (${phase})`;
}

function field(name: string, text: string): string {
  return `  ${name.padEnd(11)}${text}`;
}

function value(json: unknown): string {
  return cut(toJson(redactMembers(json ?? {})));
}

function shown(text: string): string {
  return cut(toLine(redactText(text)));
}

function cut(text: string): string {
  if (text.length <= MAX_SHOWN) return text;
  return `${text.slice(0, MAX_SHOWN)} … (${text.length - MAX_SHOWN} more characters; --json shows all)`;
}
