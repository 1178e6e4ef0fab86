import type { Command } from "commander";
import type { CommandSession } from "../invocation/command-session.ts";
import { collect } from "../invocation/connection-options.ts";
import type { LogoutFlags } from "./login/login-flags.ts";

/** Adds `mortise logout`. */
export function addLogoutCommand(program: Command, session: CommandSession): void {
  program
    .command("logout")
    .description("Sign out of a server: revoke the tokens, and forget them.")
    .argument("[url]", "the URL of the server")
    .usage("[options] <url>")
    .option("--profile <name>", "which account, if you have several at the server")
    .option("--all", "sign out of every server")
    .option("--config <file>", "take the server from a host's configuration, such as mcp.json")
    .option("--server <name>", "which server of --config", collect)
    .option("--json", "print one JSON document")
    .option("--verbose", "show stacks of errors")
    .action(async (url: string | undefined, flags: LogoutFlags) => {
      const { runLogout } = await import("./login/run-logout.ts");
      await runLogout(url, flags, session);
    });
}
