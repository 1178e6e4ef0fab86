import { resolve } from "node:path";
import { MortiseError } from "@mortise/protocol";
import type { Command } from "commander";
import type { CommandTarget } from "../target/command-target.ts";
import type { ConnectionOptions } from "../target/connect-target.ts";
import { readEnvironment } from "../target/environment.ts";

/** The options of every command that connects, as commander reads them. */
export interface ConnectionFlags {
  readonly config?: string;
  readonly server?: readonly string[];
  readonly env?: readonly string[];
  readonly cwd?: string;
  readonly header?: readonly string[];
  readonly profile?: string;
  readonly revision?: string;
  readonly timeout?: string;
  readonly verbose?: boolean;
  readonly json?: boolean;
}

/** Adds the options of every command that connects. */
export function addConnectionFlags(command: Command): Command {
  return command
    .option("--json", "print one JSON document")
    .option("--config <file>", "take the server from a host's configuration, such as mcp.json")
    .option("--server <name>", "which server of --config", collect)
    .option(
      "-e, --env <name[=value]>",
      "pass a variable to the server: -e NAME=value, or -e NAME with the value it has here (repeatable)",
      collect,
    )
    .option("--cwd <dir>", "start the server in this directory")
    .option(
      "--header <line>",
      "send a header, such as 'Authorization: Bearer …' (repeatable)",
      collect,
    )
    .option("--profile <name>", "sign in as this account, if you have several at the server")
    .option("--revision <date>", "use this protocol revision instead of negotiating one")
    .option("--timeout <duration>", "how long to wait for each answer, such as 10s (default 60s)")
    .option("--verbose", "show the stderr of the server, and stacks of errors");
}

/** Turns the options into settings of a connection. */
export function toConnectionOptions(flags: ConnectionFlags): ConnectionOptions {
  const { header, env, cwd, profile, revision, timeout, verbose } = flags;
  return {
    ...(header && { headers: Object.fromEntries(header.map(readHeader)) }),
    ...(env && { env: readEnvironment(env) }),
    ...(cwd !== undefined && { cwd: resolve(cwd) }),
    ...(profile !== undefined && { profile }),
    ...(revision !== undefined && { revision }),
    ...(timeout !== undefined && { timeout }),
    ...(verbose !== undefined && { verbose }),
  };
}

/** Throws MortiseError `INVALID_OPTION` for options that mean nothing to the target. */
export function refuseForeignOptions({ kind }: CommandTarget, options: ConnectionOptions): void {
  if (kind !== "url" && options.headers !== undefined) {
    throw new MortiseError("INVALID_OPTION", "--header is for URLs; a process has no headers");
  }
  if (kind !== "url" && options.profile !== undefined) {
    throw new MortiseError(
      "INVALID_OPTION",
      "--profile is for URLs; a process gets its credentials by --env",
    );
  }
  if (kind === "url" && (options.env !== undefined || options.cwd !== undefined)) {
    const name = options.env === undefined ? "--cwd" : "--env";
    throw new MortiseError("INVALID_OPTION", `${name} is for servers that the command starts`);
  }
}

function readHeader(line: string): [string, string] {
  const colon = line.indexOf(":");
  if (colon > 0) return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
  // The value may be a secret, so the message does not repeat it.
  throw new MortiseError(
    "INVALID_OPTION",
    "--header takes a name and a value, such as --header 'X-Tenant: acme'",
  );
}

/** Gathers the values of an option that may be given several times. */
export function collect(value: string, previous: readonly string[] = []): string[] {
  return [...previous, value];
}
