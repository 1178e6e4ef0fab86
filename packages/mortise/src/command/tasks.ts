import type { Command } from "commander";
import type { CommandSession } from "../invocation/command-session.ts";
import { collect } from "../invocation/connection-options.ts";
import type {
  ListFlags,
  MigrateFlags,
  PurgeFlags,
  RetryFlags,
  TasksFlags,
} from "./tasks/tasks-flags.ts";
import { STATES } from "./tasks/tasks-flags.ts";

const EXAMPLES = `
The database is --database, otherwise the one of the variable DATABASE_URL, otherwise the file
.mortise/tasks.db. Contents of encrypted tasks are opened by the keys in MORTISE_TASK_KEYS.

Examples:
  mortise tasks list --state dead
  mortise tasks show 3f8KqZ…
  mortise tasks retry 3f8KqZ… --from-start
  mortise tasks purge --state completed --older-than 7d --dry-run
  mortise tasks migrate --from sqlite:.mortise/tasks.db --to postgres://db.example.com/app`;

/** Adds `mortise tasks` with its commands. */
export function addTasksCommand(program: Command, session: CommandSession): void {
  const tasks = program
    .command("tasks")
    .description("Look after the durable tasks of servers: list, retry, cancel, purge, move.")
    .helpCommand(false)
    .addHelpText("after", EXAMPLES);
  const add = (name: string, description: string): Command =>
    tasks.command(name).description(description);
  addOutput(
    addFilter(addDatabase(add("list", "List tasks, the newest first, without their contents."))),
  )
    .option("--limit <count>", "how many tasks to list (default 50)")
    .option("--after <page>", "go on behind a page")
    .action(async (flags: ListFlags) => {
      const { runList } = await import("./tasks/run-list.ts");
      await runList(flags, session);
    });
  addOutput(addDatabase(add("show", "Show a task with its steps, failures and questions.")))
    .argument("<id>", "the id of the task")
    .action(async (id: string, flags: TasksFlags) => {
      const { runShow } = await import("./tasks/run-show.ts");
      await runShow(id, flags, session);
    });
  addOutput(addDatabase(add("retry", "Let dead tasks begin again, with all their attempts.")))
    .argument("<id...>", "the ids of the tasks")
    .option("--from-start", "forget steps and answers, such as after a change of the handler")
    .action(async (ids: string[], flags: RetryFlags) => {
      const { runRetry } = await import("./tasks/run-change.ts");
      await runRetry(ids, flags, session);
    });
  addOutput(addDatabase(add("cancel", "Cancel open tasks.")))
    .argument("<id...>", "the ids of the tasks")
    .action(async (ids: string[], flags: TasksFlags) => {
      const { runCancel } = await import("./tasks/run-change.ts");
      await runCancel(ids, flags, session);
    });
  addOutput(addFilter(addDatabase(add("purge", "Delete tasks that have ended; open ones stay."))))
    .option("--dry-run", "say what would be deleted, and delete nothing")
    .option("--yes", "delete without asking")
    .action(async (flags: PurgeFlags) => {
      const { runPurge } = await import("./tasks/run-purge.ts");
      await runPurge(flags, session);
    });
  addOutput(
    add("migrate", "Move all tasks to another database, while no server runs on the old one."),
  )
    .requiredOption("--from <url>", "the old database")
    .requiredOption("--to <url>", "the new database")
    .option("--namespace <name>", "the schema, or in SQLite the first part, of the tables")
    .action(async (flags: MigrateFlags) => {
      const { runMigrate } = await import("./tasks/run-migrate.ts");
      await runMigrate(flags);
    });
}

function addDatabase(command: Command): Command {
  return command
    .option("--database <url>", "sqlite:<path> or postgres://…")
    .option("--namespace <name>", "the schema, or in SQLite the first part, of the tables");
}

function addFilter(command: Command): Command {
  return command
    .option("--state <state>", `only tasks that are ${STATES.join(", ")} (repeatable)`, collect)
    .option("--owner <id>", "only tasks of this principal; '' for anonymous callers")
    .option("--kind <name>", "only tasks of this tool")
    .option("--older-than <time>", "only tasks that were created longer ago, such as 90m or 7d")
    .option("--newer-than <time>", "only tasks that were created since");
}

function addOutput(command: Command): Command {
  return command
    .option("--json", "print one JSON document")
    .option("--verbose", "show stacks of errors");
}
