import type { Command } from "commander";
import type { CommandSession } from "../invocation/command-session.ts";
import type { ConnectionFlags } from "../invocation/connection-options.ts";
import { addConnectionFlags } from "../invocation/connection-options.ts";
import { withClient } from "../invocation/with-client.ts";
import { takeWord } from "../invocation/words.ts";
import { color } from "../output/color.ts";
import { printJson } from "../output/print-json.ts";
import { toLine } from "../output/printable.ts";
import { takeTarget } from "../target/parse-target.ts";
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
    .action(async (words: string[], flags: ConnectionFlags) => {
      const target = takeTarget(words, session.serverCommand);
      const name = takeWord(words, "Which prompt? Give its name; mortise list shows them");
      const values = readPromptArguments(words);
      const { describeBlocks } = await import("../output/describe-content.ts");
      await withClient(target, flags, session, async (client, signal) => {
        const result = await client.getPrompt(name, values, { signal });
        if (flags.json) return printJson(result);
        const lines = result.description ? [color.dim(toLine(result.description)), ""] : [];
        for (const { role, content } of result.messages) {
          lines.push(color.bold(role), (await describeBlocks([content])).trimEnd(), "");
        }
        process.stdout.write(`${lines.join("\n").trimEnd()}\n`);
      });
    });
  addConnectionFlags(command);
}
