// The public declarations of @mortise/tasks-bullmq. `npx vitest run scripts -u` writes this file.

export type * from "@mortise/protocol";
export type * from "@mortise/tasks";

export interface BullTaskEngineOptions extends Partial<Omit<PayloadLimits, "blobBytes">> {
  readonly url: string;
  readonly prefix?: string;
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

export declare function bullTaskEngine(options: BullTaskEngineOptions): TaskEngine;
