import { CommanderError } from "commander";
import { ExitCode } from "../output/exit-code.ts";
import { reportError } from "../output/report-error.ts";
import { createSession } from "./command-session.ts";
import { createProgram } from "./program.ts";

/**
 * Runs a command line and returns its exit code; `undefined` when a server goes on in this process.
 *
 * Failures are told on standard error, with `--json` also as the document on standard output.
 */
export async function runCommand(argv: readonly string[]): Promise<number | undefined> {
  const { session, words } = createSession(argv);
  try {
    await createProgram(session).parseAsync(words, { from: "user" });
  } catch (error) {
    if (session.interruption.exitCode !== undefined) return session.interruption.exitCode;
    if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.ok : ExitCode.usage;
    return reportError(error, {
      json: words.includes("--json"),
      verbose: words.includes("--verbose"),
    });
  }
  return session.interruption.exitCode ?? session.exitCode;
}
