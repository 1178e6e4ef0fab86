import type { Telemetry, TelemetrySpan } from "@mortise/protocol";
import type { QueueStore } from "./queue-store.ts";
import type { TaskWorkRow } from "./task-row.ts";

/** How an attempt ended. */
export type AttemptOutcome =
  | "completed"
  | "failed"
  | "retried"
  | "waited"
  | "cancelled"
  | "expired"
  | "parked"
  | "handed_back"
  | "lost";

/** The means of {@link TaskMetrics}. */
export interface TaskMetricsParts {
  readonly telemetry: Telemetry;
  readonly store: Pick<QueueStore, "depth">;
  /** Returns the number of tasks that run in this process. */
  readonly running: () => number;
}

const TASKS = { unit: "{task}" };

/** The outcomes that end a task. */
const IS_END: ReadonlySet<AttemptOutcome> = new Set([
  "completed",
  "failed",
  "cancelled",
  "expired",
]);

/** Spans and metrics of tasks: no arguments, no results, no owners. */
export class TaskMetrics {
  readonly #telemetry: Telemetry;
  readonly #gauges: readonly (() => void)[];

  constructor({ telemetry, store, running }: TaskMetricsParts) {
    this.#telemetry = telemetry;
    const { meter } = telemetry;
    this.#gauges = [
      meter.gauge(
        "mortise.task.queue.depth",
        async (report) => {
          for (const { phase, tasks } of await store.depth()) {
            report(tasks, { "mortise.task.phase": phase });
          }
        },
        { ...TASKS, description: "Open tasks of the database." },
      ),
      meter.gauge(
        "mortise.task.queue.oldest",
        async (report) => {
          const queued = (await store.depth()).find(({ phase }) => phase === "queued");
          report(Math.max(0, queued?.age ?? 0) / 1_000);
        },
        { unit: "s", description: "How long the oldest queued task has been due." },
      ),
      meter.gauge("mortise.task.running", (report) => report(running()), {
        ...TASKS,
        description: "Tasks that run in this process.",
      }),
    ];
  }

  /** Runs an attempt in a span that is linked to the request that created its task. */
  attempt<Value>(
    { id, kind, attempt, trace }: TaskWorkRow,
    work: (span: TelemetrySpan) => Promise<Value>,
  ): Promise<Value> {
    return this.#telemetry.span(
      `task ${kind}`,
      {
        kind: "consumer",
        attributes: {
          "gen_ai.tool.name": kind,
          "mortise.task.id": id,
          "mortise.task.attempt": attempt,
        },
        links: trace === null ? [] : [JSON.parse(trace)],
      },
      work,
    );
  }

  /** Records the end of an attempt; times in milliseconds. */
  ended(kind: string, outcome: AttemptOutcome, times: { attemptMs: number; taskMs: number }): void {
    const { meter } = this.#telemetry;
    const attributes = { "gen_ai.tool.name": kind, "mortise.task.outcome": outcome };
    const seconds = { unit: "s" };
    meter
      .histogram("mortise.task.attempt.duration", seconds)
      .record(times.attemptMs / 1_000, attributes);
    if (!IS_END.has(outcome)) return;
    meter.histogram("mortise.task.duration", seconds).record(times.taskMs / 1_000, attributes);
  }

  /** Counts tasks whose process was lost, as this process found them. */
  crashed(count: number): void {
    if (count > 0) this.#telemetry.meter.counter("mortise.task.crashes", TASKS).add(count);
  }

  /** Counts leases that this process could not renew in time. */
  leaseLost(): void {
    this.#telemetry.meter.counter("mortise.task.lease.losses", { unit: "{lease}" }).add(1);
  }

  /** Ends the gauges. */
  close(): void {
    for (const end of this.#gauges) end();
  }
}
