import type { Command } from "commander";
import type { CommandSession } from "../invocation/command-session.ts";
import { addConnectionFlags, collect } from "../invocation/connection-options.ts";
import type { InspectFlags } from "./inspect/run-inspect.ts";

const EXAMPLES = `
The page shows what the servers offer, calls it, and has every byte that crosses the wire.
Its URL holds a token, without which the page shows nothing.

Examples:
  mortise inspect http://localhost:3000/mcp
  mortise inspect orders=http://localhost:3000/mcp tickets.ts
  mortise inspect --config .vscode/mcp.json
  mortise inspect https://mcp.example.com --header 'Authorization: Bearer …'
  mortise inspect -- npx -y @modelcontextprotocol/server-everything`;

/** Adds `mortise inspect`. */
export function addInspectCommand(program: Command, session: CommandSession): void {
  const command = program
    .command("inspect")
    .description("Open the inspector, a page on one or several servers.")
    .argument("[targets...]", "files and URLs, each also as name=target, and a command after --")
    .usage("[options] <target> [name=target...]")
    .option("--port <port>", "listen on this port (default: 5173, or the next free one)")
    .option("--host <address>", "listen on this address, for other machines (default: this one)")
    .option(
      "--allow-host <name>",
      "a further name that the page is opened under, such as that of a proxy (repeatable)",
      collect,
    )
    .option("--base <path>", "serve the page under this path, behind a proxy")
    .option(
      "--model <model>",
      "which language model answers in the chat (default: the first that is found)",
    )
    .option("--no-open", "print the URL, and open no browser")
    .addHelpText("after", EXAMPLES)
    .action(async (words: string[], flags: InspectFlags) => {
      const { runInspect } = await import("./inspect/run-inspect.ts");
      await runInspect(words, flags, session);
    });
  addConnectionFlags(command);
}
