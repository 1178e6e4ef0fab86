import type { Command } from "commander";
import type { CommandSession } from "../invocation/command-session.ts";
import { collect } from "../invocation/connection-options.ts";
import type { DevFlags } from "./dev/run-dev.ts";

const EXAMPLES = `
The server is on /mcp, and the inspector on / of the same port. A save loads the file again; while it does
not load, the last good version goes on serving.

Examples:
  mortise dev server.ts
  mortise dev server.ts:billing --port 8080
  mortise dev server.ts --host 0.0.0.0 --no-open`;

/** Adds `mortise dev`. */
export function addDevCommand(program: Command, session: CommandSession): void {
  program
    .command("dev")
    .description("Serve a file and the inspector beside it, and follow every save.")
    .argument("<file>", "a .ts or .js file, or file:export")
    .option("--port <port>", "listen on this port (default: 5173, or the next free one)")
    .option("--host <address>", "listen on this address, for other machines (default: this one)")
    .option(
      "--allow-host <name>",
      "a further name that the server is called by, such as that of a proxy (repeatable)",
      collect,
    )
    .option(
      "--model <model>",
      "which language model answers in the chat (default: the first that is found)",
    )
    .option("--no-open", "print the URL, and open no browser")
    .option("--verbose", "show every request of clients, not only calls")
    .usage("[options] <file>[:export]")
    .addHelpText("after", EXAMPLES)
    .action(async (file: string, flags: DevFlags) => {
      const { runDev } = await import("./dev/run-dev.ts");
      await runDev(file, flags, session);
    });
}
