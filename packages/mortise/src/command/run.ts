import type { Command } from "commander";
import { InvalidArgumentError, Option } from "commander";
import type { CommandSession } from "../invocation/command-session.ts";

interface RunFlags {
  readonly http?: string | true;
  readonly host?: string;
  readonly workers?: string;
  readonly backplane?: string;
  readonly instances?: string;
  readonly verbose?: boolean;
}

const EXAMPLES = `
The file exports its server: export default server. Name another export after a colon.

Examples:
  mortise run server.ts
  mortise run server.ts --http 3000
  mortise run server.ts --http 3000 --workers auto
  mortise run server.ts:billing --http 8080 --host 0.0.0.0`;

/** Adds `mortise run`. */
export function addRunCommand(program: Command, session: CommandSession): void {
  program
    .command("run")
    .description("Serve the server that a file exports, over stdio or HTTP.")
    .argument("<file>", "a .ts or .js file, or file:export")
    .option("--http [port]", "listen for HTTP (default port 3000; 0 takes a free one)")
    .option("--host <name>", "the address to listen on (default 127.0.0.1: this machine only)")
    .option("--workers <count>", "the number of processes that answer; auto is one for each core")
    .option(
      "--backplane <url>",
      "where instances share sessions: postgres://…, redis://… or sqlite:path",
    )
    .option("--instances <count>", "how many instances serve behind one address")
    .addOption(oldOption("--store [url]", "--backplane"))
    .option("--verbose", "show stacks of errors")
    .usage("[options] <file>[:export]")
    .addHelpText("after", EXAMPLES)
    .action(async (file: string, { http, host, workers, backplane, instances }: RunFlags) => {
      const { runFile } = await import("../target/run-file.ts");
      await runFile(file, {
        ...(http !== undefined && { port: http === true ? 3000 : http }),
        ...(host !== undefined && { host }),
        ...(workers !== undefined && { workers }),
        ...(backplane !== undefined && { backplane }),
        ...(instances !== undefined && { instances }),
      });
      session.exitCode = undefined;
    });
}

/** An option whose name has changed, which help does not list. */
function oldOption(flags: string, name: string): Option {
  return new Option(flags).hideHelp().argParser(() => {
    throw new InvalidArgumentError(`It is now called ${name}.`);
  });
}
