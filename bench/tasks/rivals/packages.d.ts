// Declares the parts of the queues that the benchmark uses, so that it is type-checked without them.

declare module "pg-boss" {
  export class PgBoss {
    constructor(options: { connectionString: string; schema: string });
    on(event: "error", listen: (error: Error) => void): void;
    start(): Promise<unknown>;
    createQueue(name: string): Promise<void>;
    send(name: string, data: object): Promise<string | null>;
    fetch(
      name: string,
      options: { batchSize: number },
    ): Promise<readonly { readonly id: string; readonly data: unknown }[]>;
    complete(name: string, id: string, data: object): Promise<unknown>;
    stop(options: { graceful: boolean }): Promise<void>;
  }
}

declare module "graphile-worker" {
  import type { Pool } from "pg";

  export class Logger {
    constructor(factory: () => () => void);
  }
  export function makeWorkerUtils(options: {
    pgPool: Pool;
    schema: string;
    logger: Logger;
  }): Promise<{
    migrate(): Promise<void>;
    addJob(task: string, payload: object): Promise<unknown>;
    release(): Promise<void>;
  }>;
  export function run(options: {
    pgPool: Pool;
    logger: Logger;
    noHandleSignals: boolean;
    preset: { readonly worker: Readonly<Record<string, unknown>> };
    taskList: Readonly<
      Record<
        string,
        (
          payload: unknown,
          helpers: {
            readonly job: { readonly id: string };
            query(text: string, values: readonly unknown[]): Promise<unknown>;
          },
        ) => Promise<void>
      >
    >;
  }): Promise<{ stop(): Promise<void> }>;
}

declare module "bullmq" {
  interface Connection {
    readonly host: string;
    readonly port: number;
    readonly maxRetriesPerRequest: null;
  }
  export class Queue {
    constructor(name: string, options: { connection: Connection });
    add(name: string, data: object): Promise<unknown>;
    getCompletedCount(): Promise<number>;
    obliterate(options: { force: boolean }): Promise<void>;
    waitUntilReady(): Promise<unknown>;
    close(): Promise<void>;
  }
  export class Worker {
    constructor(
      name: string,
      work: (job: { readonly data: { readonly number: number } }) => Promise<object>,
      options: { connection: Connection; concurrency: number },
    );
    waitUntilReady(): Promise<unknown>;
    close(): Promise<void>;
  }
}

declare module "ioredis" {
  export class Redis {
    constructor(url: string);
    set(key: string, value: string): Promise<unknown>;
    keys(pattern: string): Promise<string[]>;
    del(keys: readonly string[]): Promise<number>;
    disconnect(): void;
  }
}
