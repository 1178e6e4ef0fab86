import type { Command } from "commander";
import type { CommandSession } from "../invocation/command-session.ts";
import { collect } from "../invocation/connection-options.ts";
import type { LoginTargetFlags } from "./login/login-flags.ts";

/** Adds `mortise auth doctor` and `mortise auth list`. */
export function addAuthCommand(program: Command, session: CommandSession): void {
  const auth = program
    .command("auth")
    .description("Examine how a server signs users in, and list the stored logins.")
    .helpCommand(false);
  auth
    .command("doctor")
    .description("Walk the way to a signed-in call, and name what is wrong with its fix.")
    .argument("[url]", "the URL of the server")
    .usage("[options] <url>")
    .option("--profile <name>", "whose login to try, if you have several at the server")
    .option("--config <file>", "take the server from a host's configuration, such as mcp.json")
    .option("--server <name>", "which server of --config", collect)
    .option("--json", "print one JSON document")
    .option("--verbose", "show stacks of errors")
    .action(async (url: string | undefined, flags: LoginTargetFlags) => {
      const { runDoctor } = await import("./login/run-doctor.ts");
      await runDoctor(url, flags, session);
    });
  auth
    .command("list")
    .description("List the servers that you are signed in to.")
    .option("--json", "print one JSON document")
    .option("--verbose", "show stacks of errors")
    .action(async (flags: { readonly json?: boolean }) => {
      const { runAuthList } = await import("./login/run-auth-list.ts");
      await runAuthList(flags);
    });
}
