import type { Command } from "commander";
import type { CommandSession } from "./command-session.ts";

interface RunFlags {
  readonly http?: string | true;
  readonly host?: string;
  readonly verbose?: boolean;
}

const EXAMPLES = `
The file exports its server: export default server. Another export is named after a colon.

Examples:
  mortise run server.ts
  mortise run server.ts --http 3000
  mortise run server.ts:billing --http 8080 --host 0.0.0.0`;

/** Adds `mortise run`. */
export function addRunCommand(program: Command, session: CommandSession): void {
  program
    .command("run")
    .description("Serve the server that a file exports, over stdio or HTTP.")
    .argument("<file>", "a .ts or .js file, or file:export")
    .option(
      "--http [port]",
      "listen for HTTP, on port 3000 unless another is given; 0 takes a free one",
    )
    .option("--host <name>", "the address to listen on (default 127.0.0.1: this machine only)")
    .option("--verbose", "show stacks of errors")
    .usage("[options] <file>[:export]")
    .addHelpText("after", EXAMPLES)
    .action(async (file: string, { http, host }: RunFlags) => {
      const { runFile } = await import("../target/run-file.ts");
      await runFile(file, {
        ...(http !== undefined && { port: http === true ? 3000 : http }),
        ...(host !== undefined && { host }),
      });
      session.exitCode = undefined;
    });
}
