import type { ToolProvider } from "@mortise/agent";
import type { Command } from "commander";
import { Option } from "commander";
import { chooseTarget } from "../invocation/choose-target.ts";
import type { CommandSession } from "../invocation/command-session.ts";
import type { ResultFlags } from "../invocation/result-flags.ts";
import { addResultFlags } from "../invocation/result-flags.ts";
import { withClient } from "../invocation/with-client.ts";
import { refuseMore } from "../invocation/words.ts";
import { ExitCode } from "../output/exit-code.ts";
import { writeNote } from "../output/note.ts";
import { toDocument } from "../output/print-json.ts";
import { describeFailure, describeFailureAsJson, toExitCode } from "../output/report-error.ts";
import { writeResult } from "../output/write-result.ts";
import type { CommandTarget } from "../target/command-target.ts";
import { readMeta } from "./argument/read-meta.ts";
import type { MissingList } from "./list/read-catalogue.ts";

const EXAMPLES = `
Examples:
  mortise list server.ts
  mortise list http://localhost:3000/mcp --header 'Authorization: Bearer …'
  mortise list server.ts --as anthropic
  mortise list --config .vscode/mcp.json --server customers
  mortise list --json -- npx -y @modelcontextprotocol/server-everything`;

/** The options of `mortise list`, as commander reads them. */
interface ListFlags extends ResultFlags {
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
      const target = chooseTarget(words, flags, session);
      refuseMore(words);
      if (flags.as) return listFor(flags.as, target, flags, session);
      return list(target, flags, session);
    });
  addResultFlags(command);
}

async function list(
  target: CommandTarget,
  flags: ListFlags,
  session: CommandSession,
): Promise<void> {
  const [{ describeCatalogue }, { readCatalogue }] = await Promise.all([
    import("../output/describe-catalogue.ts"),
    import("./list/read-catalogue.ts"),
  ]);
  const meta = await readMeta(flags.meta);
  await withClient(target, flags, session, async (client, { signal }) => {
    const { lists, failed, unanswered } = await readCatalogue(client, { signal, ...meta });
    const { serverInfo: server, revision, instructions } = client;
    const catalogue = { server, revision, instructions, ...lists };
    if (flags.json) await writeResult(toDocument(withFailures(catalogue, failed)), flags);
    else await writeResult(describeCatalogue(catalogue), flags);
    for (const { method } of unanswered) {
      writeNote(`the server declares ${method.split("/")[0]}, but does not answer ${method}`);
    }
    for (const { method, error } of failed) {
      const [message = "", ...more] = describeFailure(error);
      process.stderr.write(`${[`${method} is left out. ${message}`, ...more].join("\n")}\n`);
    }
    const [first] = failed;
    if (first !== undefined) session.exitCode = toListExitCode(first.error);
  });
}

async function listFor(
  provider: ToolProvider,
  target: CommandTarget,
  flags: ListFlags,
  session: CommandSession,
): Promise<void> {
  const { adaptTools } = await import("@mortise/agent");
  const { describeProviderTools } = await import("../output/describe-provider-tools.ts");
  await withClient(target, flags, session, async (client, { signal }) => {
    const tools = client.capabilities.tools ? await client.listTools({ signal }) : [];
    const adapted = adaptTools(tools, provider);
    if (flags.json) await writeResult(toDocument({ provider, tools: adapted }), flags);
    else await writeResult(describeProviderTools(adapted, provider), flags);
  });
}

function withFailures(catalogue: object, failed: readonly MissingList[]): object {
  if (failed.length === 0) return catalogue;
  const failures = failed.map(({ method, error }) => ({ method, ...describeFailureAsJson(error) }));
  return { ...catalogue, failed: failures };
}

/** The command was used rightly, whatever the server says of the request. */
function toListExitCode(error: unknown): number {
  const code = toExitCode(error);
  return code === ExitCode.usage ? ExitCode.unexpected : code;
}
