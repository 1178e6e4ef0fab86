import type { Command } from "commander";
import type { CommandSession } from "../invocation/command-session.ts";
import type { MigrateFlags } from "./migrate/migrate-flags.ts";

const EXAMPLES = `
A file is converted with the files that it imports by a relative path. Without --write nothing changes: the changes are
printed as a diff. A place that cannot be converted is marked by a comment, and listed with its line.

Examples:
  mortise migrate src/index.ts
  mortise migrate src/index.ts --write
  mortise migrate src/index.ts > migrate.patch
  mortise migrate --report ../checkouts/*

Exit code 1 when something is left.`;

/** Adds `mortise migrate`. */
export function addMigrateCommand(program: Command, session: CommandSession): void {
  program
    .command("migrate")
    .description("Rewrite a server of the official SDK, version 1 or 2, as one of Mortise.")
    .argument("<file...>", "the file that makes the server, and others that it does not import")
    .usage("[options] <file...>")
    .option("--write", "write the files, and the dependencies in package.json")
    .option("--dry-run", "print the changes as a diff, and write nothing (the default)")
    .option("--report", "the arguments are folders: print a table of what can be converted in each")
    .option("--json", "print the outcome as JSON")
    .addHelpText("after", EXAMPLES)
    .action(async (files: string[], flags: MigrateFlags) => {
      const { runMigrate } = await import("./migrate/run-migrate.ts");
      await runMigrate(files, flags, session);
    });
}
