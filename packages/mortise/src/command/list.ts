import type { Command } from "commander";
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
  mortise list --json -- npx -y @modelcontextprotocol/server-everything`;

/** Adds `mortise list`. */
export function addListCommand(program: Command, session: CommandSession): void {
  const command = program
    .command("list")
    .description("Show what a server offers: tools, resources, templates and prompts.")
    .argument("[target...]", "a file, a URL, or a command after --")
    .usage("[options] <target>")
    .addHelpText("after", EXAMPLES)
    .action(async (words: string[], flags: ConnectionFlags) => {
      const target = takeTarget(words, session.serverCommand);
      refuseMore(words);
      await list(target, flags, session);
    });
  addConnectionFlags(command);
}

async function list(
  target: ReturnType<typeof takeTarget>,
  flags: ConnectionFlags,
  session: CommandSession,
): Promise<void> {
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
