import type { Command } from "commander";
import type { CommandSession } from "../invocation/command-session.ts";
import type { ConnectionFlags } from "../invocation/connection-options.ts";
import { addConnectionFlags } from "../invocation/connection-options.ts";
import { withClient } from "../invocation/with-client.ts";
import { refuseMore, takeWord } from "../invocation/words.ts";
import { printJson } from "../output/print-json.ts";
import { takeTarget } from "../target/parse-target.ts";

interface ReadFlags extends ConnectionFlags {
  readonly save?: string;
}

const EXAMPLES = `
Examples:
  mortise read server.ts docs://onboarding-guide
  mortise read server.ts logo://large --save .`;

/** Adds `mortise read`. */
export function addReadCommand(program: Command, session: CommandSession): void {
  const command = program
    .command("read")
    .description("Read a resource of a server.")
    .argument("[words...]", "the target and the resource's URI")
    .usage("[options] <target> <uri>")
    .option("--save <dir>", "write what is not text to files in this directory")
    .addHelpText("after", EXAMPLES)
    .action(async (words: string[], flags: ReadFlags) => {
      const target = takeTarget(words, session.serverCommand);
      const uri = takeWord(words, "Which resource? Give its URI; mortise list shows them");
      refuseMore(words);
      const { describeContents } = await import("../output/describe-content.ts");
      await withClient(target, flags, session, async (client, signal) => {
        const result = await client.readResource(uri, { signal });
        if (flags.json) return printJson(result);
        process.stdout.write(await describeContents(result.contents, flags.save));
      });
    });
  addConnectionFlags(command);
}
