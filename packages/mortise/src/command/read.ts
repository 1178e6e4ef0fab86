import type { Command } from "commander";
import { chooseTarget } from "../invocation/choose-target.ts";
import type { CommandSession } from "../invocation/command-session.ts";
import type { ResultFlags } from "../invocation/result-flags.ts";
import { addResultFlags } from "../invocation/result-flags.ts";
import { withClient } from "../invocation/with-client.ts";
import { refuseMore, takeWord } from "../invocation/words.ts";
import { readOnlyMedia } from "../output/decode-media.ts";
import { toDocument } from "../output/print-json.ts";
import { writeResult } from "../output/write-result.ts";
import { readMeta } from "./argument/read-meta.ts";

interface ReadFlags extends ResultFlags {
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
      const target = chooseTarget(words, flags, session);
      const uri = takeWord(words, "Which resource? Give its URI; mortise list shows them");
      refuseMore(words);
      const meta = await readMeta(flags.meta);
      const { describeContents } = await import("../output/describe-content.ts");
      await withClient(target, flags, session, async (client, { signal }) => {
        const result = await client.readResource(uri, { signal, ...meta });
        if (flags.json) return writeResult(toDocument(result), flags);
        const bytes = flags.output === undefined ? undefined : readOnlyMedia(result.contents);
        return writeResult(bytes ?? (await describeContents(result.contents, flags.save)), flags);
      });
    });
  addResultFlags(command);
}
