import { MortiseError } from "@mortise/protocol";
import type { Command } from "commander";
import type { ConnectionOptions } from "../target/connect-target.ts";

/** The options that every command which connects has, as commander reads them. */
export interface ConnectionFlags {
  readonly header?: readonly string[];
  readonly revision?: string;
  readonly timeout?: string;
  readonly verbose?: boolean;
  readonly json?: boolean;
}

/** Adds the options that every command which connects has. */
export function addConnectionFlags(command: Command): Command {
  return command
    .option("--json", "print one JSON document and nothing else")
    .option(
      "--header <line>",
      "send a header, such as 'Authorization: Bearer …' (repeatable)",
      collect,
    )
    .option("--revision <date>", "speak this protocol revision instead of finding one")
    .option("--timeout <duration>", "how long to wait for each answer, such as 10s (default 60s)")
    .option("--verbose", "show what the server writes to its stderr, and stacks");
}

/** Turns the options as they were written into settings of a connection. */
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
  // The value may be a secret: only its absence is told.
  throw new MortiseError(
    "INVALID_OPTION",
    "--header takes a name and a value, such as --header 'X-Tenant: acme'",
  );
}

function collect(value: string, previous: readonly string[] = []): string[] {
  return [...previous, value];
}
