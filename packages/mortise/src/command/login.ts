import type { Command } from "commander";
import { Option } from "commander";
import type { CommandSession } from "../invocation/command-session.ts";
import { collect } from "../invocation/connection-options.ts";
import type { LoginFlags } from "./login/login-flags.ts";

const EXAMPLES = `
The login is kept encrypted, and the other commands use it. The secret of a client that was
registered by hand is read from the environment variable MORTISE_CLIENT_SECRET.

Examples:
  mortise login https://tools.example.com/mcp
  mortise login https://tools.example.com/mcp --no-browser
  mortise login https://tools.example.com/mcp --device
  mortise login https://tools.example.com/mcp --profile work --scope orders:read
  mortise login https://tools.example.com/mcp --client-id my-client --quirks entra
  mortise login --config .vscode/mcp.json --server tools`;

/** Adds `mortise login`. */
export function addLoginCommand(program: Command, session: CommandSession): void {
  program
    .command("login")
    .description("Sign in to a server.")
    .argument("[url]", "the URL of the server")
    .usage("[options] <url>")
    .option("--profile <name>", "which account, if you have several at the server")
    .option("--no-browser", "open no browser; the URL to visit is printed in any case")
    .option("--device", "sign in by a code that you type on another device")
    .option("--client-id <id>", "a client that you have registered at the authorization server")
    .option(
      "--scope <scope>",
      "ask for this scope too (repeatable; default: what the server asks for)",
      collect,
    )
    .option(
      "--callback-port <port>",
      "the port that the browser comes back to (default: a free one)",
    )
    .addOption(
      new Option("--callback-host <host>", "the host that the browser comes back to").choices([
        "127.0.0.1",
        "[::1]",
        "localhost",
      ]),
    )
    .option(
      "--callback-path <path>",
      "the path that the browser comes back to (default: /callback)",
    )
    .option(
      "--quirks <provider>",
      "live with the habits of an identity provider: auth0, cognito, entra, github, google, slack",
    )
    .option("--issuer <url>", "the authorization server, for a server that names none")
    .option(
      "--metadata-issuer <url>",
      "trust this issuer, which the metadata names in place of the one that the server names",
    )
    .option("--config <file>", "take the server from a host's configuration, such as mcp.json")
    .option("--server <name>", "which server of --config", collect)
    .option("--json", "print one JSON document")
    .option("--verbose", "show stacks of errors")
    .addHelpText("after", EXAMPLES)
    .action(async (url: string | undefined, flags: LoginFlags) => {
      const { runLogin } = await import("./login/run-login.ts");
      await runLogin(url, flags, session);
    });
}
