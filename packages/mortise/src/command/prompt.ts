import type { Command } from "commander";
import { chooseTarget } from "../invocation/choose-target.ts";
import type { CommandSession } from "../invocation/command-session.ts";
import type { ResultFlags } from "../invocation/result-flags.ts";
import { addResultFlags } from "../invocation/result-flags.ts";
import { withClient } from "../invocation/with-client.ts";
import { takeWord } from "../invocation/words.ts";
import { color } from "../output/color.ts";
import { toDocument } from "../output/print-json.ts";
import { toLine } from "../output/printable.ts";
import { writeResult } from "../output/write-result.ts";
import { readMeta } from "./argument/read-meta.ts";
import { readPromptArguments } from "./argument/read-prompt-arguments.ts";

const EXAMPLES = `
Examples:
  mortise prompt server.ts summarize_ticket ticket_id=SUP-17 audience=engineer`;

/** Adds `mortise prompt`. */
export function addPromptCommand(program: Command, session: CommandSession): void {
  const command = program
    .command("prompt")
    .description("Render a prompt of a server.")
    .argument("[words...]", "the target, the prompt's name and its arguments")
    .usage("[options] <target> <name> [key=value...]")
    .addHelpText("after", EXAMPLES)
    .action(async (words: string[], flags: ResultFlags) => {
      const target = chooseTarget(words, flags, session);
      const name = takeWord(words, "Which prompt? Give its name; mortise list shows them");
      const values = await readPromptArguments(words);
      const meta = await readMeta(flags.meta);
      const { describeBlocks } = await import("../output/describe-content.ts");
      await withClient(target, flags, session, async (client, { signal }) => {
        const result = await client.getPrompt(name, values, { signal, ...meta });
        if (flags.json) return writeResult(toDocument(result), flags);
        const lines = result.description ? [color.dim(toLine(result.description)), ""] : [];
        for (const { role, content } of result.messages) {
          lines.push(
            color.bold(toLine(role)),
            (await describeBlocks([content].flat())).trimEnd(),
            "",
          );
        }
        return writeResult(`${lines.join("\n").trimEnd()}\n`, flags);
      });
    });
  addResultFlags(command);
}
