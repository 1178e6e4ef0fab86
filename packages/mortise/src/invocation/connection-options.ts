import { MortiseError } from "@mortise/protocol";
import type { Command } from "commander";
import type { ConnectionOptions } from "../target/connect-target.ts";

/** The options of every command that connects, as commander reads them. */
export interface ConnectionFlags {
  readonly header?: readonly string[];
  readonly revision?: string;
  readonly timeout?: string;
  readonly verbose?: boolean;
  readonly json?: boolean;
}

/** Adds the options of every command that connects. */
export function addConnectionFlags(command: Command): Command {
  return command
    .option("--json", "print one JSON document")
    .option(
      "--header <line>",
      "send a header, such as 'Authorization: Bearer …' (repeatable)",
      collect,
    )
    .option("--revision <date>", "use this protocol revision instead of negotiating one")
    .option("--timeout <duration>", "how long to wait for each answer, such as 10s (default 60s)")
    .option("--verbose", "show the stderr of the server, and stacks of errors");
}

/** Turns the options into settings of a connection. */
export function toConnectionOptions(flags: ConnectionFlags): ConnectionOptions {
  const { header, revision, timeout, verbose } = flags;
  return {
    ...(header && { headers: Object.fromEntries(header.map(readHeader)) }),
    ...(revision !== undefined && { revision }),
    ...(timeout !== undefined && { timeout }),
    ...(verbose !== undefined && { verbose }),
  };
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

function collect(value: string, previous: readonly string[] = []): string[] {
  return [...previous, value];
}
