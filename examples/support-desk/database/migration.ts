/** One step of the schema's history. */
export interface Migration {
  /** Counts up from 1. */
  readonly version: number;
  readonly name: string;
  readonly statements: readonly string[];
}

// Times are ISO 8601 texts in UTC and lists are JSON texts: both databases store, compare and sort those alike.

/** The schema's history, which only grows. */
export const migrations: readonly Migration[] = [
  {
    version: 1,
    name: "customers",
    statements: [
      `CREATE TABLE customers (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        email TEXT NOT NULL,
        company TEXT NOT NULL,
        plan TEXT NOT NULL CHECK (plan IN ('free', 'starter', 'pro', 'enterprise')),
        status TEXT NOT NULL CHECK (status IN ('active', 'inactive', 'suspended')),
        created_at TEXT NOT NULL
      )`,
      "CREATE UNIQUE INDEX customers_by_email ON customers (lower(email))",
      `CREATE TABLE customer_numbers (only_row INTEGER PRIMARY KEY CHECK (only_row = 1), last INTEGER NOT NULL)`,
      "INSERT INTO customer_numbers (only_row, last) VALUES (1, 1000)",
    ],
  },
  {
    version: 2,
    name: "orders",
    statements: [
      `CREATE TABLE orders (
        id TEXT PRIMARY KEY,
        customer_id TEXT NOT NULL REFERENCES customers (id),
        items TEXT NOT NULL,
        amount_cents INTEGER NOT NULL,
        currency TEXT NOT NULL,
        status TEXT NOT NULL,
        placed_at TEXT NOT NULL
      )`,
      "CREATE INDEX orders_by_customer ON orders (customer_id, placed_at, id)",
    ],
  },
  {
    version: 3,
    name: "customer changes",
    statements: [
      `CREATE TABLE customer_changes (
        customer_id TEXT NOT NULL REFERENCES customers (id),
        changed_at TEXT NOT NULL,
        field TEXT NOT NULL,
        before TEXT NOT NULL,
        after TEXT NOT NULL,
        reason TEXT
      )`,
      "CREATE INDEX customer_changes_by_customer ON customer_changes (customer_id, changed_at)",
    ],
  },
];
