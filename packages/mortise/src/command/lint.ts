import type { Command } from "commander";
import { Option } from "commander";
import { chooseTarget } from "../invocation/choose-target.ts";
import type { CommandSession } from "../invocation/command-session.ts";
import { collect } from "../invocation/connection-options.ts";
import { addResultFlags } from "../invocation/result-flags.ts";
import { refuseMore } from "../invocation/words.ts";
import type { LintFlags } from "./lint/lint-flags.ts";

const EXAMPLES = `
Examples:
  mortise lint server.ts
  mortise lint http://localhost:3000/mcp --fail-on error
  mortise lint server.ts --off no-output-schema --off token-cost
  mortise lint server.ts --sarif --output lint.sarif
  mortise lint --json -- npx -y @modelcontextprotocol/server-everything

Exit code 1 when there is a finding of at least --fail-on.`;

const LEVELS: readonly LintFlags["failOn"][] = ["error", "warning", "note", "never"];

/** Adds `mortise lint`. */
export function addLintCommand(program: Command, session: CommandSession): void {
  const command = program
    .command("lint")
    .description("Find what models, providers and clients stumble over in a server's tools.")
    .argument("[target...]", "a file, a URL, or a command after --")
    .usage("[options] <target>")
    .option("--off <rule>", "leave a rule out (repeatable)", collect)
    .addOption(
      new Option("--fail-on <severity>", "the least severity that makes the exit code 1")
        .choices(LEVELS)
        .default("warning"),
    )
    .option("--sarif", "print a log of SARIF 2.1.0")
    .addHelpText("after", EXAMPLES)
    .action(async (words: string[], flags: LintFlags) => {
      const target = chooseTarget(words, flags, session);
      refuseMore(words);
      const { runLint } = await import("./lint/run-lint.ts");
      await runLint(target, flags, session);
    });
  addResultFlags(command);
}
