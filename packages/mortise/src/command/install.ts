import type { Command } from "commander";
import type { CommandSession } from "../invocation/command-session.ts";
import { collect } from "../invocation/connection-options.ts";
import type { InstallFlags } from "./install/install-flags.ts";

const EXAMPLES = `
The entry names Node and the files by absolute paths. Before it is written, it is started as the client
would, and its tools are listed; a file that is broken is left as it is.

Examples:
  mortise install server.ts --to claude-desktop cursor
  mortise install server.ts --to vscode --project --env API_KEY
  mortise install https://mcp.example.com/mcp --to codex --name crm
  mortise install server.ts --to zed --dry-run
  mortise install server.ts --link
  mortise install --remove desk
  mortise install --list
  mortise install --doctor
  mortise install --to cursor -- npx -y @modelcontextprotocol/server-everything`;

/** Adds `mortise install`. */
export function addInstallCommand(program: Command, session: CommandSession): void {
  program
    .command("install")
    .description("Write a server into the configuration of clients, and see that it answers.")
    .argument(
      "[target...]",
      "a file, a URL, or a command after --; with --remove the name of a server",
    )
    .usage("[options] <target>")
    .option("--to <client...>", "which clients, as --list names them")
    .option(
      "--name <name>",
      "the name of the server in the file (default: the one that it gives itself)",
    )
    .option("--project", "write the file that this folder shares, rather than that of the user")
    .option(
      "-e, --env <name[=value]>",
      "a variable of the server: NAME=value, or NAME with the value it has here, or is asked for (repeatable)",
      collect,
    )
    .option("--header <line>", "a header for a URL, such as 'X-Tenant: acme' (repeatable)", collect)
    .option("--replace", "write another entry of the same name anew")
    .option("--remove", "take the server out again, and give the file its old bytes back")
    .option("--list", "list the clients that are here, their files and servers")
    .option("--doctor", "start what is installed as the clients would, and say what is wrong")
    .option("--link", "print links that add the server to Cursor, VS Code and Goose")
    .option("--dry-run", "print the differences, and write nothing")
    .option("--no-check", "write the entry without starting it")
    .option("--timeout <duration>", "how long to wait for each answer, such as 10s (default 30s)")
    .option("--json", "print one JSON document")
    .option("--verbose", "show stacks of errors")
    .addHelpText("after", EXAMPLES)
    .action(async (words: string[], flags: InstallFlags) => {
      if (flags.list) return (await import("./install/run-list.ts")).runList(flags);
      if (flags.doctor) {
        return (await import("./install/run-doctor.ts")).runDoctor(words, flags, session);
      }
      if (flags.remove)
        return (await import("./install/run-remove.ts")).runRemove(words, flags, session);
      const { runInstall } = await import("./install/run-install.ts");
      await runInstall(words, flags, session);
    });
}
