// The public declarations of @mortise/protocol/test-kit. `npx vitest run scripts -u` writes this file.

export interface Clock {
  now(): number;
  monotonic(): number;
  schedule(milliseconds: number, callback: () => void, options?: ScheduleOptions): () => void;
}

export type Duration = number | `${number}${"ms" | "s" | "m" | "h"}`;

export interface FakeClock extends Clock {
  readonly now: () => number;
  readonly monotonic: () => number;
  readonly schedule: Clock["schedule"];
  readonly pending: readonly number[];
  advance(duration: Duration): Promise<void>;
  setNow(epochMs: number): void;
  waitFor(duration: Duration): Promise<void>;
}

export interface FakeClockOptions {
  readonly start?: number;
}

export interface FakeRandomOptions {
  readonly seed?: number;
}

export interface Random {
  uuid(): string;
  bytes(length: number): Uint8Array<ArrayBuffer>;
}

export interface ScheduleOptions {
  readonly isBackground?: boolean;
}

export declare function createFakeClock({
  start
}?: FakeClockOptions): FakeClock;

export declare function createFakeRandom({
  seed
}?: FakeRandomOptions): Random;
