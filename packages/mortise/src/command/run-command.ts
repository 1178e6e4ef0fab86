import { CommanderError } from "commander";
import { createSession } from "../invocation/command-session.ts";
import { ExitCode } from "../output/exit-code.ts";
import { printJson } from "../output/print-json.ts";
import { reportError } from "../output/report-error.ts";
import { toUsageMistake } from "../output/usage-mistake.ts";
import { createProgram } from "./program.ts";

/**
 * Runs a command line and returns its exit code; `undefined` when a server keeps this process running.
 *
 * Failures are reported on standard error, with `--json` also as the document on standard output.
 */
export async function runCommand(argv: readonly string[]): Promise<number | undefined> {
  const { session, words } = createSession(argv);
  try {
    await createProgram(session).parseAsync(words, { from: "user" });
    if (session.exitCode !== undefined) await flushOutput();
  } catch (error) {
    if (session.interruption.exitCode !== undefined) return session.interruption.exitCode;
    if (error instanceof CommanderError) return endUsage(error, words);
    return reportError(error, {
      json: words.includes("--json"),
      verbose: words.includes("--verbose"),
      takesTimeout: session.takesTimeout,
    });
  }
  return session.interruption.exitCode ?? session.exitCode;
}

/** Waits until standard output is written or lost, which decides about the exit code. */
async function flushOutput(): Promise<void> {
  await new Promise<void>((resolve) => process.stdout.write("", () => setImmediate(resolve)));
}

/** Commander has written the mistake to standard error; help and version end here too. */
function endUsage({ exitCode, message }: CommanderError, words: readonly string[]): number {
  if (exitCode === 0) return ExitCode.ok;
  if (words.includes("--json")) {
    printJson({ error: { message: toUsageMistake(message), exitCode: ExitCode.usage } });
  }
  return ExitCode.usage;
}
