import type {
  FailedAttempt,
  JsonObject,
  TaskInspection,
  TaskPhase,
  TaskSummary,
} from "@mortise/protocol";
import type { TaskSealer } from "../payload/task-sealer.ts";
import type { TaskStateRow } from "../sql-engine/task-row.ts";
import { toTask } from "../sql-engine/task-row.ts";

/** The columns of a task in a list. */
export interface SummaryRow
  extends Pick<TaskStateRow, "id" | "sealed_by" | "status" | "created_at" | "updated_at"> {
  readonly owner: string;
  readonly kind: string;
  readonly revision: string;
  readonly phase: TaskPhase;
  readonly attempt: number;
  readonly attempts: number;
  readonly failures: number;
  readonly crashes: number;
  readonly expires_at: number;
  readonly run_at: number;
  readonly instance: string | null;
  readonly dead: number;
}

/** The columns of a task with its contents. */
export interface InspectedRow extends SummaryRow, TaskStateRow {
  readonly input: string;
}

/** A row of an attempt that failed. */
export interface FailureRow {
  readonly attempt: number;
  readonly kind: FailedAttempt["kind"];
  readonly message: string | null;
  readonly at: number;
}

/** A row of a question. */
export interface QuestionRow {
  readonly key: string;
  readonly question: string;
  readonly answered: number;
}

/** The rows of one task. */
export interface InspectedRows {
  readonly row: InspectedRow;
  readonly steps: readonly { readonly name: string; readonly record: string }[];
  readonly failures: readonly FailureRow[];
  readonly questions: readonly QuestionRow[];
}

/** Reads the row of a list. */
export function toSummary(row: SummaryRow): TaskSummary {
  return {
    taskId: row.id,
    owner: row.owner,
    kind: row.kind,
    revision: row.revision,
    status: row.status,
    phase: row.phase,
    isDead: row.dead === 1,
    attempt: row.attempt,
    attempts: row.attempts,
    failures: row.failures,
    crashes: row.crashes,
    createdAt: toIso(row.created_at),
    lastUpdatedAt: toIso(row.updated_at),
    expiresAt: toIso(row.expires_at),
    ...(row.phase === "delayed" && { dueAt: toIso(row.run_at) }),
    ...(row.instance !== null && { process: row.instance }),
    ...(row.sealed_by !== null && { sealedBy: row.sealed_by }),
  };
}

/**
 * Reads a task with its contents.
 *
 * @throws MortiseError `STORAGE_FAILED` for a task of a key that this process does not have.
 */
export function toInspection(rows: InspectedRows, sealer: TaskSealer): TaskInspection {
  const { row, steps, failures, questions } = rows;
  sealer.requireKey(row);
  const { statusMessage, result, error } = toTask(row, sealer);
  return {
    ...toSummary(row),
    ...(statusMessage !== undefined && { statusMessage }),
    input: JSON.parse(sealer.open(row, "input", row.input)) as JsonObject,
    steps: steps.map(({ name, record }) => ({
      name,
      bytes: Buffer.byteLength(sealer.open(row, `step ${name}`, record)),
    })),
    failedAttempts: failures.map(({ attempt, kind, message, at }) => ({
      attempt,
      kind,
      ...(message !== null && { message: sealer.open(row, `failure ${attempt}`, message) }),
      at: toIso(at),
    })),
    questions: questions.map(({ key, question, answered }) => ({
      key,
      question: JSON.parse(sealer.open(row, `question ${key}`, question)) as JsonObject,
      isAnswered: answered === 1,
    })),
    ...(error && { error }),
    ...(result && { result }),
  };
}

function toIso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
