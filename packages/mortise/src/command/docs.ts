import type { Command } from "commander";
import type { CommandSession } from "../invocation/command-session.ts";

interface DocsFlags {
  readonly http?: string | true;
}

const EXAMPLES = `
A coding agent searches and reads the pages that this version carries: no network is used.

Examples:
  claude mcp add mortise-docs -- npx mortise docs
  mortise call search_docs query="retry a task" -- npx mortise docs
  mortise docs --http`;

/** Adds `mortise docs`. */
export function addDocsCommand(program: Command, session: CommandSession): void {
  program
    .command("docs")
    .description("Serve the documentation of this version as an MCP server, for coding agents.")
    .option("--http [port]", "listen for HTTP (default port 3000; 0 takes a free one)")
    .addHelpText("after", EXAMPLES)
    .action(async ({ http }: DocsFlags) => {
      const { runDocs } = await import("../docs/run-docs.ts");
      await runDocs(http === true ? 3000 : http);
      session.exitCode = undefined;
    });
}
