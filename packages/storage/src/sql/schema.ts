import { MortiseError } from "@mortise/protocol";

/** One step in the history of tables; its statements run in one transaction. */
export interface Migration {
  /** Describes the step in a few words, as `add the owner of a task`; never changes again. */
  readonly name: string;
  /** SQL without parameters. */
  readonly statements: readonly string[];
}

/** The tables of one component, as the steps that make them. */
export interface DatabaseSchema {
  /** Where the tables are: a schema of PostgreSQL, the first part of table names in SQLite. */
  readonly namespace: string;
  /** Names the owner of the tables, as `tasks`; each has a history of its own. */
  readonly component: string;
  /** Oldest first. A release adds steps at the end and changes none. */
  readonly migrations: readonly Migration[];
}

const NAME = /^[a-z][a-z0-9_]{0,39}$/;

/**
 * Checks a name that becomes part of SQL; `what` names the option in the message.
 *
 * @throws MortiseError `INVALID_OPTION` unless it is up to 40 of `a-z`, `0-9` and `_`, beginning with
 * a letter.
 */
export function checkName(name: string, what: string): void {
  if (NAME.test(name)) return;
  throw new MortiseError(
    "INVALID_OPTION",
    `${what} must be up to 40 of a-z, 0-9 and _, beginning with a letter, but is ${JSON.stringify(name)}`,
    { data: { option: what } },
  );
}

/**
 * Checks a schema.
 *
 * @throws MortiseError `INVALID_DEFINITION` without migrations or with a step that has no name.
 */
export function checkSchema({ namespace, component, migrations }: DatabaseSchema): void {
  checkName(namespace, "namespace");
  checkName(component, "component");
  if (migrations.length > 0 && migrations.every(({ name }) => name !== "")) return;
  throw new MortiseError(
    "INVALID_DEFINITION",
    `The schema of ${component} needs one migration or more, each with a name`,
  );
}
