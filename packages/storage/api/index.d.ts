// The public declarations of @mortise/storage. `npx vitest run scripts -u` writes this file.

export type * from "@mortise/protocol";

export interface ConnectionOptions {
  readonly connectTimeoutMs?: number;
  readonly timeoutMs?: number;
  readonly heartbeatMs?: number;
  readonly onError?: (error: Error) => void;
  readonly clock?: Clock;
  readonly random?: Random;
}

export interface DatabaseBus extends EventBus, AsyncDisposable {
  close(): Promise<void>;
}

export interface DatabaseOptions extends Pick<ConnectionOptions, "timeoutMs" | "heartbeatMs" | "onError" | "clock" | "random"> {
  readonly isDurable?: boolean;
}

export interface DatabaseSchema {
  readonly namespace: string;
  readonly component: string;
  readonly migrations: readonly Migration[];
}

export declare class ExpiringValues {
  #private;
  constructor(database: SqlDatabase, options: ExpiringValuesOptions);
  get(key: string): Promise<string | undefined>;
  set(key: string, value: string, ttlMs: number, label?: string): Promise<void>;
  replace(key: string, expected: string | undefined, value: string, ttlMs: number): Promise<boolean>;
}

export interface ExpiringValuesOptions {
  readonly name: string;
  readonly table: string;
  readonly time: SqlTime;
  readonly label?: string;
}

export declare class KeyRing {
  #private;
  readonly ids: readonly [string, ...string[]];
  constructor(secrets: readonly string[], {
    purpose,
    option,
    random
  }: KeyRingOptions);
  seal(text: string, place: string, id?: string): string;
  open(sealed: string, place: string): string | undefined;
}

export interface KeyRingOptions {
  readonly purpose: string;
  readonly option: string;
  readonly random: Random;
}

export interface Migration {
  readonly name: string;
  readonly statements: readonly string[];
}

export interface PostgresOptions extends ConnectionOptions {
  readonly maxConnections?: number;
  readonly isDurable?: boolean;
}

export interface SqlDatabase extends SqlRunner, AsyncDisposable {
  readonly dialect: SqlDialect;
  transaction<Result>(work: (transaction: SqlRunner) => Promise<Result>, options?: TransactionOptions): Promise<Result>;
  tryAlone<Result>(name: string, work: (transaction: SqlRunner) => Promise<Result>): Promise<Result | undefined>;
  migrate(schema: DatabaseSchema): Promise<void>;
  openBus(channel: string): Promise<DatabaseBus>;
  close(): Promise<void>;
}

export interface SqlDialect {
  readonly name: "postgres" | "sqlite";
  readonly now: string;
  readonly forUpdate: string;
  readonly skipLocked: string;
  table(namespace: string, name: string): string;
}

export type SqlRow = Readonly<Record<string, unknown>>;

export interface SqlRunner {
  query<Row extends object = SqlRow>(statement: Statement | string, values?: readonly SqlValue[]): Promise<readonly Row[]>;
  execute(statement: Statement | string, values?: readonly SqlValue[]): Promise<number>;
}

export interface SqlTime {
  readonly now: string;
  readonly after: (parameter: string) => string;
}

export type SqlValue = string | number | bigint | boolean | null | Uint8Array | readonly string[] | readonly number[];

export interface SqliteOptions {
  readonly timeoutMs?: number;
  readonly heartbeatMs?: number;
  readonly pollMs?: number;
  readonly isDurable?: boolean;
  readonly onError?: (error: Error) => void;
  readonly clock?: Clock;
  readonly random?: Random;
}

export interface Statement {
  readonly name: string;
  readonly text: string;
}

export declare class Sweeper {
  #private;
  constructor(database: SqlDatabase, options: SweeperOptions);
  sweep(): Promise<void>;
  close(): Promise<void>;
}

export interface SweeperOptions {
  readonly name: string;
  readonly statements: readonly (Statement | string)[];
  readonly batch?: number;
  readonly everyMs: number;
  readonly clock: Clock;
  readonly report: Report;
}

export interface TransactionOptions {
  readonly timeoutMs?: number;
}

export declare function checkDatabaseUrl(url: string): void;

export declare function checkName(name: string, what: string): void;

export declare function openDatabase(url: string, options?: DatabaseOptions): Promise<SqlDatabase>;

export declare function openPostgres(url: string, options?: PostgresOptions): Promise<SqlDatabase>;

export declare function openSqlite(path: string, options?: SqliteOptions): Promise<SqlDatabase>;

export declare function schemeOf(url: string): string;

export declare function sqlitePath(url: string): string;

// Mentioned above, and not exported.

type Report = (error: unknown) => void;
