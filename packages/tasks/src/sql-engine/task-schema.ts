import type { DatabaseSchema, SqlDialect } from "@mortise/storage";
import { IS_OPEN, inPhase } from "./phase-index.ts";

/** The names of the tables of one namespace. */
export interface TaskTables {
  readonly task: string;
  readonly input: string;
  readonly step: string;
  readonly blob: string;
  readonly failure: string;
  readonly instance: string;
}

/** Names the tables of tasks as the database writes them. */
export function taskTables(dialect: SqlDialect, namespace: string): TaskTables {
  const name = (table: string): string => dialect.table(namespace, table);
  return {
    task: name("task"),
    input: name("task_input"),
    step: name("task_step"),
    blob: name("task_blob"),
    failure: name("task_failure"),
    instance: name("task_instance"),
  };
}

/**
 * The tables of tasks.
 *
 * A row of `task` is the state on the wire, the place in the queue and the lease together, so that
 * each transition is one statement. `phase` is `delayed`, `queued`, `running`, `waiting` or `done`.
 * The lease of a running task is that of its process, in `task_instance`: one statement renews all.
 * Large inputs and results are in `task_blob`, so that changes of a row and lists do not touch them.
 * `sealed_by` names the one key that seals all texts of a task.
 */
export function taskSchema(dialect: SqlDialect, namespace: string): DatabaseSchema {
  const tables = taskTables(dialect, namespace);
  const { task, instance } = tables;
  const indexName = (name: string): string => `${namespace}_task_${name}`;
  const index = (name: string, on: string): string =>
    `CREATE INDEX ${indexName(name)} ON ${task} ${on}`;
  // PostgreSQL looks for an index in its schema, SQLite has one name for all.
  const dropIndex = (name: string): string =>
    `DROP INDEX ${dialect.name === "postgres" ? `${namespace}.` : ""}${indexName(name)}`;
  return {
    namespace,
    component: "tasks",
    migrations: [
      {
        name: "create tasks, their journals and processes",
        statements: [
          createTask(task),
          ...createParts(tables),
          index("queued", "(turn, id) WHERE phase = 'queued'"),
          index("queued_of_owner", "(owner, turn) WHERE phase = 'queued'"),
          index("delayed", "(run_at) WHERE phase = 'delayed'"),
          index("running", "(instance) WHERE phase = 'running'"),
          index("running_of_owner", "(owner, kind) WHERE phase = 'running'"),
          index("expiry", "(expires_at) WHERE phase <> 'done'"),
          index("purge", "(purge_at)"),
        ],
      },
      {
        name: "let tasks end what they began elsewhere",
        statements: [`ALTER TABLE ${task} ADD COLUMN cleanup integer NOT NULL DEFAULT 0`],
      },
      {
        name: "keep indexes of phases to the statements that mean them",
        statements: [
          ...["queued", "queued_of_owner", "delayed", "running", "running_of_owner", "expiry"].map(
            dropIndex,
          ),
          index("queued", `(turn, id) WHERE ${inPhase("phase", "queued")}`),
          index("queued_of_owner", `(owner, turn) WHERE ${inPhase("phase", "queued")}`),
          index("delayed", `(run_at) WHERE ${inPhase("phase", "delayed")}`),
          index("running", `(instance) WHERE ${inPhase("phase", "running")}`),
          index("running_of_owner", `(owner, kind) WHERE ${inPhase("phase", "running")}`),
          index("expiry", `(expires_at) WHERE ${IS_OPEN}`),
        ],
      },
      {
        name: "know which revisions processes have",
        statements: [`ALTER TABLE ${instance} ADD COLUMN serves text NOT NULL DEFAULT '[]'`],
      },
    ],
  };
}

/** The tables of what a task has many of, and of processes. */
function createParts({ input, step, blob, failure, instance }: TaskTables): readonly string[] {
  return [
    `CREATE TABLE ${input} (
      task text NOT NULL,
      key text NOT NULL,
      name text NOT NULL,
      round integer NOT NULL,
      question text NOT NULL,
      answer text,
      PRIMARY KEY (task, key)
    )`,
    `CREATE TABLE ${step} (
      task text NOT NULL,
      name text NOT NULL,
      record text NOT NULL,
      PRIMARY KEY (task, name)
    )`,
    `CREATE TABLE ${blob} (
      task text NOT NULL,
      slot text NOT NULL,
      body text NOT NULL,
      PRIMARY KEY (task, slot)
    )`,
    `CREATE TABLE ${failure} (
      task text NOT NULL,
      attempt integer NOT NULL,
      kind text NOT NULL,
      message text,
      at bigint NOT NULL,
      PRIMARY KEY (task, attempt)
    )`,
    `CREATE TABLE ${instance} (
      id text PRIMARY KEY,
      until bigint NOT NULL
    )`,
  ];
}

function createTask(task: string): string {
  return `CREATE TABLE ${task} (
    id text PRIMARY KEY,
    owner text NOT NULL,
    kind text NOT NULL,
    revision text NOT NULL,
    input text NOT NULL,
    phase text NOT NULL,
    status text NOT NULL,
    message text,
    result text,
    error text,
    instance text,
    attempt integer NOT NULL DEFAULT 0,
    failures integer NOT NULL DEFAULT 0,
    crashes integer NOT NULL DEFAULT 0,
    ending text,
    attempts integer NOT NULL,
    backoff_ms bigint NOT NULL,
    max_backoff_ms bigint NOT NULL,
    on_crash text NOT NULL,
    per_owner integer,
    timeout_ms bigint,
    poll_ms bigint NOT NULL,
    turn bigint NOT NULL,
    run_at bigint NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    ttl_ms bigint NOT NULL,
    expires_at bigint NOT NULL,
    purge_at bigint NOT NULL,
    version bigint NOT NULL DEFAULT 1,
    revived_at bigint,
    sealed_by text,
    trace text
  )`;
}
