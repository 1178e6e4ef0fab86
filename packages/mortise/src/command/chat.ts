import type { Command } from "commander";
import { Option } from "commander";
import type { CommandSession } from "../invocation/command-session.ts";
import { addConnectionFlags } from "../invocation/connection-options.ts";
import type { ChatFlags } from "./chat/chat-flags.ts";

const EXAMPLES = `
Models: anthropic/…, openai/…, google/…, ollama/…, or offline (rules, no language model).
Without --model the first is taken that a key (ANTHROPIC_API_KEY, OPENAI_API_KEY, GEMINI_API_KEY)
or a model server on this machine gives; otherwise offline.

Examples:
  mortise chat server.ts
  mortise chat customers=customers.ts tickets=http://localhost:3000/mcp
  mortise chat server.ts --message 'Which plan is C-1042 on?'
  echo 'Which plan is C-1042 on?' | mortise chat server.ts --json
  mortise chat --model ollama/qwen3 -- npx -y some-server`;

/** Adds `mortise chat`. */
export function addChatCommand(program: Command, session: CommandSession): void {
  const command = program
    .command("chat")
    .description("Talk to an agent that uses the tools of servers.")
    .argument("[targets...]", "files and URLs, each also as name=target, and a command after --")
    .usage("[options] <target> [name=target...]")
    .option("--model <model>", "which language model to use (default: the first that is found)")
    .addOption(
      new Option(
        "--approve <which>",
        "which calls to ask about first: those that may change something, all, or none",
      )
        .choices(["writes", "all", "never"])
        .default("writes"),
    )
    .option("--instructions <text>", "the purpose of the agent and the style of its answers")
    .option("--message <text>", "answer this one message and end")
    .addHelpText("after", EXAMPLES)
    .action(async (words: string[], flags: ChatFlags) => {
      const { runChat } = await import("./chat/run-chat.ts");
      session.exitCode = await runChat(words, flags, session);
    });
  addConnectionFlags(command);
}
