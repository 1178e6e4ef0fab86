import type { ToolProvider } from "@mortise/agent";
import type { Command } from "commander";
import { Option } from "commander";
import type { CommandSession } from "../invocation/command-session.ts";
import type { ConnectionFlags } from "../invocation/connection-options.ts";
import { addConnectionFlags } from "../invocation/connection-options.ts";
import { withClient } from "../invocation/with-client.ts";
import { refuseMore } from "../invocation/words.ts";
import { printJson } from "../output/print-json.ts";
import { takeTarget } from "../target/parse-target.ts";

const EXAMPLES = `
Examples:
  mortise list server.ts
  mortise list http://localhost:3000/mcp --header 'Authorization: Bearer …'
  mortise list server.ts --as anthropic
  mortise list --json -- npx -y @modelcontextprotocol/server-everything`;

/** The options of `mortise list`, as commander reads them. */
interface ListFlags extends ConnectionFlags {
  readonly as?: ToolProvider;
}

/** The providers of `--as`, written out because listing them would load the agent. */
const PROVIDERS: readonly ToolProvider[] = ["anthropic", "openai", "google"];

/** Adds `mortise list`. */
export function addListCommand(program: Command, session: CommandSession): void {
  const command = program
    .command("list")
    .description("Show what a server offers: tools, resources, templates and prompts.")
    .argument("[target...]", "a file, a URL, or a command after --")
    .usage("[options] <target>")
    .addOption(
      new Option(
        "--as <provider>",
        "show the tools as an agent offers them to a provider, with the changes made for it",
      ).choices(PROVIDERS),
    )
    .addHelpText("after", EXAMPLES)
    .action(async (words: string[], flags: ListFlags) => {
      const target = takeTarget(words, session.serverCommand);
      refuseMore(words);
      await list(target, flags, session);
    });
  addConnectionFlags(command);
}

async function list(
  target: ReturnType<typeof takeTarget>,
  flags: ListFlags,
  session: CommandSession,
): Promise<void> {
  if (flags.as) return listFor(flags.as, target, flags, session);
  const { describeCatalogue } = await import("../output/describe-catalogue.ts");
  await withClient(target, flags, session, async (client, signal) => {
    const [tools, resources, resourceTemplates, prompts] = await Promise.all([
      client.capabilities.tools ? client.listTools({ signal }) : [],
      client.capabilities.resources ? client.listResources({ signal }) : [],
      client.capabilities.resources ? client.listResourceTemplates({ signal }) : [],
      client.capabilities.prompts ? client.listPrompts({ signal }) : [],
    ]);
    const { serverInfo: server, revision, instructions } = client;
    const catalogue = {
      server,
      revision,
      instructions,
      tools,
      resources,
      resourceTemplates,
      prompts,
    };
    if (flags.json) printJson(catalogue);
    else process.stdout.write(describeCatalogue(catalogue));
  });
}

async function listFor(
  provider: ToolProvider,
  target: ReturnType<typeof takeTarget>,
  flags: ListFlags,
  session: CommandSession,
): Promise<void> {
  const { adaptTools } = await import("@mortise/agent");
  const { describeProviderTools } = await import("../output/describe-provider-tools.ts");
  await withClient(target, flags, session, async (client, signal) => {
    const tools = client.capabilities.tools ? await client.listTools({ signal }) : [];
    const adapted = adaptTools(tools, provider);
    if (flags.json) printJson({ provider, tools: adapted });
    else process.stdout.write(describeProviderTools(adapted, provider));
  });
}
