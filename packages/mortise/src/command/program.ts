import { Command } from "commander";
import type { CommandSession } from "../invocation/command-session.ts";
import { errorColor } from "../output/color.ts";
import { SITE } from "../output/error-page.ts";
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
import { addMigrateCommand } from "./migrate.ts";
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
  npm create mortise@latest desk                          a project to begin with
  mortise dev server.ts                                   the inspector, and every save at once
  mortise call server.ts get_customer customer_id=C-1042
  mortise inspect -- npx -y @modelcontextprotocol/server-everything
  mortise chat customers=server.ts http://localhost:3000/mcp
  mortise install server.ts --to claude-desktop
  mortise run server.ts --http 3000

mortise <command> --help has the options and examples of each.
Guides: ${SITE}`;

type AddCommand = (program: Command, session: CommandSession) => void;

/** Creates the commands; the code of each is loaded when it runs. */
export function createProgram(session: CommandSession): Command {
  const program = new Command("mortise")
    .description("Write, see, call and ship MCP servers, and let an agent use them.")
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
  for (const [heading, commands] of GROUPS) {
    program.commandsGroup(heading);
    for (const add of commands) add(program, session);
  }
  return program;
}

/** The commands in the order in which a server meets them. */
const GROUPS: readonly (readonly [string, readonly AddCommand[]])[] = [
  ["Work on a server:", [addDevCommand, addRunCommand, addLintCommand]],
  [
    "Look at any server and call it:",
    [
      addListCommand,
      addCallCommand,
      addReadCommand,
      addPromptCommand,
      addInspectCommand,
      addChatCommand,
    ],
  ],
  ["Ship a server:", [addInstallCommand, addBuildCommand, addBundleCommand, addPublishCommand]],
  [
    "Sign in, and look after tasks:",
    [addLoginCommand, addLogoutCommand, addAuthCommand, addTasksCommand],
  ],
  ["Learn, and come from elsewhere:", [addDemoCommand, addDocsCommand, addMigrateCommand]],
];
