import { Command } from "commander";
import type { CommandSession } from "../invocation/command-session.ts";
import { errorColor } from "../output/color.ts";
import { EXIT_CODE_HELP } from "../output/exit-code.ts";
import { toUsageMistake } from "../output/usage-mistake.ts";
import { readInstalledPackage } from "../target/installed-package.ts";
import { addAuthCommand } from "./auth.ts";
import { addBuildCommand } from "./build.ts";
import { addBundleCommand } from "./bundle.ts";
import { addCallCommand } from "./call.ts";
import { addChatCommand } from "./chat.ts";
import { addDemoCommand } from "./demo.ts";
import { addDevCommand } from "./dev.ts";
import { addDocsCommand } from "./docs.ts";
import { addInspectCommand } from "./inspect.ts";
import { addInstallCommand } from "./install.ts";
import { addLintCommand } from "./lint.ts";
import { addListCommand } from "./list.ts";
import { addLoginCommand } from "./login.ts";
import { addLogoutCommand } from "./logout.ts";
import { addPromptCommand } from "./prompt.ts";
import { addPublishCommand } from "./publish.ts";
import { addReadCommand } from "./read.ts";
import { addRunCommand } from "./run.ts";
import { addTasksCommand } from "./tasks.ts";

const TARGET_HELP = `Targets:
  server.ts                  a file, started as a process of its own
  http://localhost:3000/mcp  a URL
  -- npx some-server         a command, after --`;

const EXAMPLES = `Examples:
  mortise dev server.ts
  mortise run server.ts --http 3000
  mortise list server.ts
  mortise call server.ts get_customer customer_id=C-1042
  mortise chat customers=server.ts http://localhost:3000/mcp
  mortise demo`;

/** Creates the commands; the code of each is loaded when it runs. */
export function createProgram(session: CommandSession): Command {
  const program = new Command("mortise")
    .description("Serve, inspect and call MCP servers, and let an agent use them.")
    .version(readInstalledPackage().version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand(false)
    .configureHelp({
      subcommandTerm: (command) => `${command.name()} ${command.usage().replace("[options] ", "")}`,
      // The usage line shows them.
      visibleArguments: () => [],
    })
    .configureOutput({
      outputError: (text, write) => write(`${errorColor.red("error")} ${toUsageMistake(text)}\n`),
    })
    .exitOverride()
    .hook("preAction", (_, { options }) => {
      session.takesTimeout = options.some(({ long }) => long === "--timeout");
    })
    .addHelpText("after", `\n${TARGET_HELP}\n\n${EXAMPLES}\n\n${EXIT_CODE_HELP}`);
  addDevCommand(program, session);
  addRunCommand(program, session);
  addBuildCommand(program, session);
  addBundleCommand(program, session);
  addPublishCommand(program, session);
  addListCommand(program, session);
  addLintCommand(program, session);
  addCallCommand(program, session);
  addReadCommand(program, session);
  addPromptCommand(program, session);
  addChatCommand(program, session);
  addInspectCommand(program, session);
  addInstallCommand(program, session);
  addLoginCommand(program, session);
  addLogoutCommand(program, session);
  addAuthCommand(program, session);
  addTasksCommand(program, session);
  addDocsCommand(program, session);
  addDemoCommand(program, session);
  return program;
}
