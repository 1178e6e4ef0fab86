import type { Command } from "commander";
import type { ConnectionFlags } from "./connection-options.ts";
import { addConnectionFlags, collect } from "./connection-options.ts";

/** The options of the commands that connect and print one result. */
export interface ResultFlags extends ConnectionFlags {
  readonly output?: string;
  readonly meta?: readonly string[];
}

/** Adds the options of the commands that connect and print one result. */
export function addResultFlags(command: Command): Command {
  return addConnectionFlags(
    command
      .option(
        "--output <file>",
        "write the result to this file; of one image, sound or file its bytes",
      )
      .option("--meta <key=value>", "add to the request's _meta (repeatable; key:=json)", collect),
  );
}
