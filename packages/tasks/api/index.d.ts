// The public declarations of @mortise/tasks. `npx vitest run scripts -u` writes this file.

export type * from "@mortise/protocol";
export type * from "@mortise/server";
export type * from "@mortise/storage";

export interface JobHandle<Input, Job extends JsonValue, Result> {
  readonly start: (input: Input, context: RequestContext) => Job | Promise<Job>;
  readonly look: (job: Job, context: RequestContext) => JobState<Result> | Promise<JobState<Result>>;
  readonly answer?: (job: Job, key: string, answer: ElicitAnswer<unknown>, context: RequestContext) => unknown;
  readonly cancel?: (job: Job, signal: AbortSignal) => unknown;
  readonly every?: Duration;
}

export type JobState<Result = unknown> = {
  readonly status: "working"; 
  readonly message?: string; 
  readonly after?: Duration;
} | {
  readonly status: "input_required"; 
  readonly questions: Readonly<Record<string, {
    readonly message: string;
    readonly schema: Schema;
  }>>;
} | {
  readonly status: "completed"; 
  readonly result: Result;
} | {
  readonly status: "failed" | "cancelled"; 
  readonly message: string; 
  readonly code?: string;
};

export interface MoveTasksOptions {
  readonly from: SqlDatabase;
  readonly to: SqlDatabase;
  readonly namespace?: string;
}

export interface MoveTasksResult {
  readonly copied: number;
  readonly found: number;
}

export interface PayloadLimits {
  readonly maxArgumentBytes: number;
  readonly maxStepBytes: number;
  readonly maxAnswerBytes: number;
  readonly maxResultBytes: number;
  readonly maxSteps: number;
  readonly blobBytes: number;
}

export interface SqlTaskEngineOptions extends Partial<PayloadLimits> {
  readonly namespace?: string;
  readonly concurrency?: number;
  readonly leaseMs?: number;
  readonly heartbeatMs?: number;
  readonly sweepMs?: number;
  readonly pollMs?: number;
  readonly parkAfterMs?: number;
  readonly graceMs?: number;
  readonly encryption?: TaskEncryption;
  readonly telemetry?: Telemetry;
  readonly clock?: Clock;
  readonly random?: Random;
  readonly onError?: (error: unknown) => void;
}

export interface SqlTaskOperatorOptions {
  readonly namespace?: string;
  readonly encryption?: TaskEncryption;
  readonly random?: Random;
}

export interface TaskEncryption {
  readonly keys: readonly string[];
}

export interface TasksExtension extends ServerExtension {
  wake(taskId: string): Promise<boolean>;
}

export interface TasksOptions extends Omit<SqlTaskEngineOptions, "clock" | "random" | "onError" | "encryption" | "telemetry"> {
  readonly database?: string | undefined;
  readonly engine?: TaskEngine;
  readonly encryption?: TaskEncryption;
}

export declare function moveTasks(options: MoveTasksOptions): Promise<MoveTasksResult>;

export declare function openSqlTaskEngine(database: SqlDatabase, options?: SqlTaskEngineOptions): Promise<TaskEngine>;

export declare function openSqlTaskOperator(database: SqlDatabase, options?: SqlTaskOperatorOptions): Promise<TaskOperator>;

export declare function readTaskKeys(environment: Environment): TaskEncryption | undefined;

export declare function taskFrom<Input, Job extends JsonValue, Result>(handle: JobHandle<Input, Job, Result>): (input: Input, context: RequestContext) => Promise<Result>;

export declare function tasks(options?: TasksOptions): TasksExtension;
