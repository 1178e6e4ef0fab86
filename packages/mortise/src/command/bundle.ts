import type { Command } from "commander";
import type { CommandSession } from "../invocation/command-session.ts";
import { collect } from "../invocation/connection-options.ts";
import type { BundleFlags } from "./bundle/bundle-flags.ts";

const EXAMPLES = `
A bundle is what Claude Desktop and others install by a double click: the server as one file, and a manifest
with what package.json says of it. The server is started once to list its tools and prompts, with the values
that its variables have here; no value goes into the bundle. The bundler is not part of Mortise:
npm install --save-dev rolldown

Examples:
  mortise bundle server.ts
  mortise bundle server.ts --secret 'API_TOKEN: from the page Settings' --env 'REGION=eu: eu or us'
  mortise bundle server.ts --include page.html data --icon icon.png`;

/** Adds `mortise bundle`. */
export function addBundleCommand(program: Command, session: CommandSession): void {
  program
    .command("bundle")
    .description("Pack a server into one .mcpb file, which hosts install.")
    .argument("<file>", "a .ts or .js file that serves or exports its server")
    .usage("[options] <file>")
    .option("--out <file>", "the file to write (default dist/<name>-<version>.mcpb)")
    .option("--name <name>", "the name of the bundle (default: that of package.json)")
    .option("--author <person>", "the maker, such as 'Ada <ada@example.com>' (default: as above)")
    .option(
      "--secret <variable>",
      "a variable that the user gives, masked: NAME, or NAME? if the server can do without, with ': description' (repeatable)",
      collect,
    )
    .option("--env <variable>", "the same in the clear; NAME=default has a default", collect)
    .option(
      "--include <path...>",
      "files and folders that the server reads beside itself; path=place for another place",
    )
    .option("--icon <file>", "a PNG of 512 × 512 pixels")
    .option("--privacy <url>", "the privacy policy of a service that it uses (repeatable)", collect)
    .option("--external <package>", "leave a package out, which the server can do without", collect)
    .option("--max-size <megabytes>", "refuse a larger bundle", "1")
    .option("--timeout <duration>", "how long to wait for each answer of the server", "30s")
    .option("--no-check", "do not start the server; the bundle lists no tools")
    .addHelpText("after", EXAMPLES)
    .action(async (file: string, flags: BundleFlags) => {
      const { runBundle } = await import("./bundle/run-bundle.ts");
      await runBundle(file, flags, session);
    });
}
