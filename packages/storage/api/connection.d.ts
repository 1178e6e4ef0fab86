// The public declarations of @mortise/storage/connection. `npx vitest run scripts -u` writes this file.

export type * from "@mortise/protocol";

export declare const CONNECTION_OPTIONS: OptionNames<ConnectionOptions>;

export declare class CallsInFlight {
  #private;
  constructor(service: string);
  run<Result>(begin: () => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

export interface ConnectionKind<Client> {
  readonly name: string;
  readonly open: (lost: (error: unknown) => void) => Promise<Client>;
  readonly ping: (client: Client) => Promise<unknown>;
  readonly close: (client: Client) => Promise<unknown>;
  readonly discard: (client: Client) => void;
  readonly resumed?: () => void;
}

export interface ConnectionOptions {
  readonly connectTimeoutMs?: number;
  readonly timeoutMs?: number;
  readonly heartbeatMs?: number;
  readonly onError?: (error: Error) => void;
  readonly clock?: Clock;
  readonly random?: Random;
}

export interface ConnectionSettings {
  readonly connectTimeoutMs: number;
  readonly timeoutMs: number;
  readonly heartbeatMs: number;
  readonly report: Report;
  readonly clock: Clock;
  readonly random: Random;
}

export interface Deadline {
  readonly clock: Clock;
  readonly ms: number;
  readonly late: () => Error;
}

export declare class KeptConnection<Client> {
  #private;
  private constructor();
  static open<Client>(kind: ConnectionKind<Client>, settings: ConnectionSettings): Promise<KeptConnection<Client>>;
  get current(): Client;
  ready(): Promise<Client>;
  close(): Promise<void>;
}

export type Report = (error: unknown) => void;

export declare function backoff(failures: number, random: Random): number;

export declare function connectionFailed(service: string, error: unknown): MortiseError;

export declare function countOption(name: string, value: number | undefined, standard: number): number;

export declare function loadDriver<Module>(name: string, load: () => Promise<Module>): Promise<Module>;

export declare function readConnectionOptions(options: ConnectionOptions): ConnectionSettings;

export declare function within<Value>(promise: Promise<Value>, deadline: Deadline): Promise<Value>;
