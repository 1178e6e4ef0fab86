/** A value that goes into a statement. */
export type SqlValue = string | number | null;

/** A row as it comes out of a statement. */
export type Row = Readonly<Record<string, unknown>>;

/** Takes statements whose values stand at `$1`, `$2` and so on. */
export interface Queryable {
  /** Runs one statement and gives its rows; failures are ToolErrors. */
  query(sql: string, values?: readonly SqlValue[], signal?: AbortSignal): Promise<Row[]>;
}

/** A database that understands what PostgreSQL and SQLite have in common. */
export interface Database extends Queryable, AsyncDisposable {
  readonly dialect: "postgres" | "sqlite";
  /**
   * Runs work that happens as a whole or not at all.
   *
   * With `exclusive`, no other exclusive work runs meanwhile, in this or another process.
   */
  transaction<Value>(
    work: (transaction: Queryable) => Promise<Value>,
    options?: { readonly exclusive?: boolean },
  ): Promise<Value>;
  close(): Promise<void>;
}
