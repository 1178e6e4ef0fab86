import type { Command } from "commander";
import type { CommandSession } from "../invocation/command-session.ts";
import { collect } from "../invocation/connection-options.ts";
import type { PublishFlags } from "./publish/publish-flags.ts";

const EXAMPLES = `
The entry of a server in the registry is server.json, which is made of package.json, of the server and of these
options; members that you add to the file stay. The registry takes it from its own command, mcp-publisher,
which has to be installed and signed in. With the file of the server, its version is compared.

Examples:
  mortise publish server.ts --dry-run
  mortise publish server.ts --secret 'API_TOKEN: from the page Settings'
  mortise publish server.ts --mcpb dist/desk-1.2.0.mcpb
  mortise publish --remote https://desk.example.com/mcp --name com.example/desk
  mortise publish server.ts --workflow`;

/** Adds `mortise publish`. */
export function addPublishCommand(program: Command, session: CommandSession): void {
  program
    .command("publish")
    .description("Describe a server for the registry of MCP servers, and publish it there.")
    .argument("[file]", "the .ts or .js file of the server, which is started once")
    .usage("[options] [file]")
    .option("--dry-run", "print what would be written, and what is missing")
    .option(
      "--name <name>",
      "the name in the registry, such as io.github.ada/desk or com.example/desk",
    )
    .option("--description <text>", "the server in at most 100 characters")
    .option(
      "--secret <variable>",
      "a variable that the user gives, masked: NAME, or NAME? if the server can do without, with ': description' (repeatable)",
      collect,
    )
    .option("--env <variable>", "the same in the clear; NAME=default has a default", collect)
    .option("--arg <word>", "a word for the server, as --arg=--stdio (repeatable)", collect)
    .option("--runtime-arg <word>", "a word for npx, as --runtime-arg=-y (repeatable)", collect)
    .option("--mcpb <file>", "list a bundle, with its checksum")
    .option("--mcpb-url <url>", "its place for downloads (default: in the release of this version)")
    .option("--oci <image>", "list an image, such as ghcr.io/ada/desk:1.2.0")
    .option("--remote <url>", "list a URL where the server runs (repeatable)", collect)
    .option("--timeout <duration>", "how long to wait for each answer of the server", "30s")
    .option("--no-check", "do not start the server")
    .option("--workflow", "write the GitHub workflow that publishes each version")
    .option("--wait <duration>", "how long to wait for npm and the registry", "5m")
    .option("--registry <url>", "another registry", "https://registry.modelcontextprotocol.io")
    .option("--npm <url>", "where the package is looked up", "https://registry.npmjs.org")
    .addHelpText("after", EXAMPLES)
    .action(async (file: string | undefined, flags: PublishFlags) => {
      const { runPublish } = await import("./publish/run-publish.ts");
      await runPublish(file, flags, session);
    });
}
