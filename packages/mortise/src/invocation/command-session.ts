import { ExitCode } from "../output/exit-code.ts";
import { Interruption } from "./interruption.ts";

/** The state of one run of the command line, beside the options that commander reads. */
export interface CommandSession {
  /** The words after `--`. */
  readonly serverCommand: readonly string[] | undefined;
  readonly interruption: Interruption;
  /** Set by the action; `undefined` when the process keeps running. */
  exitCode: number | undefined;
  /** Whether the command that runs takes `--timeout`, so that messages may name it. */
  takesTimeout: boolean;
}

/** Splits a command line at `--` and starts a session for it. */
export function createSession(argv: readonly string[]): {
  session: CommandSession;
  words: readonly string[];
} {
  const split = argv.indexOf("--");
  const serverCommand = split === -1 ? undefined : argv.slice(split + 1);
  const session = {
    serverCommand,
    interruption: new Interruption(),
    exitCode: ExitCode.ok,
    takesTimeout: false,
  };
  return { session, words: split === -1 ? argv : argv.slice(0, split) };
}
