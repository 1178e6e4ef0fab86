import type { Command } from "commander";
import type { CommandSession } from "../invocation/command-session.ts";
import { collect } from "../invocation/connection-options.ts";
import type { BuildFlags } from "./build/run-build.ts";

const EXAMPLES = `
The file has the packages that it uses inside: it needs Node alone, no node_modules and no TypeScript. It is started
once to list its tools, and takes the place of an older one only if it answers. The bundler is not part of Mortise:
npm install --save-dev rolldown

Examples:
  mortise build server.ts
  mortise build server.ts --out dist/tools.js --minify
  node dist/server.js --http 3000`;

/** Adds `mortise build`. */
export function addBuildCommand(program: Command, session: CommandSession): void {
  program
    .command("build")
    .description("Make one JavaScript file of a server, which Node runs by itself.")
    .argument("<file>", "a .ts or .js file that serves or exports its server")
    .usage("[options] <file>")
    .option("--out <file>", "the file to write (default dist/<name>.js)")
    .option("--minify", "shorten names and leave out line breaks")
    .option("--external <package>", "leave a package out; it must be installed beside", collect)
    .option("-e, --env <name[=value]>", "a variable for the check (repeatable)", collect)
    .option("--timeout <duration>", "how long the check waits for each answer (default 60s)")
    .option("--no-check", "do not start the file")
    .addHelpText("after", EXAMPLES)
    .action(async (file: string, flags: BuildFlags) => {
      const { runBuild } = await import("./build/run-build.ts");
      await runBuild(file, flags, session);
    });
}
