import { ErrorCode, MortiseError, ProtocolError } from "@mortise/protocol";
import { errorColor } from "./color.ts";
import { ExitCode } from "./exit-code.ts";
import { printJson } from "./print-json.ts";
import { toLine, toPrintable } from "./printable.ts";

/** How a failure is reported. */
export interface ReportOptions {
  readonly json: boolean;
  /** Adds the stack, and all of the server's stderr. */
  readonly verbose: boolean;
}

const EXIT_CODES: Partial<Record<MortiseError["code"], number>> = {
  ABORTED: ExitCode.interrupted,
  CONNECTION_CLOSED: ExitCode.connection,
  CONNECTION_FAILED: ExitCode.connection,
  HTTP_ERROR: ExitCode.connection,
  INVALID_DEFINITION: ExitCode.usage,
  INVALID_OPTION: ExitCode.usage,
  SERVER_EXITED: ExitCode.connection,
  TIMEOUT: ExitCode.timeout,
  UNSUPPORTED_REVISION: ExitCode.connection,
};
const USAGE_CODES: readonly number[] = [
  ErrorCode.InvalidParams,
  ErrorCode.MethodNotFound,
  ErrorCode.ResourceNotFound,
];
/** Advice of the library, and its equivalent on the command line. */
const ADVICE: readonly (readonly [string, string])[] = [
  ["pass { timeout } to wait longer", "--timeout waits longer"],
  ["pass `auth` or `headers`", "give them with --header"],
];
const STDERR_LINES = 12;
const CARETS = /^\s*\^+\s*$/;

/** Reports a failure in a line or two, or as JSON, and returns its exit code. */
export function reportError(error: unknown, { json, verbose }: ReportOptions): number {
  const exitCode = toExitCode(error);
  const message = toMessage(error);
  if (json) printJson({ error: { ...toCode(error), message, exitCode } });
  const lines = describeFailure(error);
  if (verbose && error instanceof Error && error.stack) lines.push(errorColor.dim(error.stack));
  process.stderr.write(`${lines.join("\n")}\n`);
  return exitCode;
}

/** Describes a failure, with the end of the stderr of a server that exited. */
export function describeFailure(error: unknown): string[] {
  const stderr = readStderr(error).map((line) => errorColor.dim(`  ${line}`));
  return [`${errorColor.red("error")} ${toPrintable(toMessage(error))}`, ...stderr];
}

function toExitCode(error: unknown): number {
  if (MortiseError.is(error)) return EXIT_CODES[error.code] ?? ExitCode.unexpected;
  if (ProtocolError.is(error) && USAGE_CODES.includes(error.code)) return ExitCode.usage;
  return ExitCode.unexpected;
}

function toMessage(error: unknown): string {
  if (ProtocolError.is(error)) return `The server refused: ${error.message} (${error.code})`;
  if (!(error instanceof Error)) return String(error);
  const [said = ""] = error.message.split("; the end of its stderr:\n");
  return ADVICE.reduce((text, [library, command]) => text.replace(library, command), said);
}

function toCode(error: unknown): { code?: string | number } {
  return MortiseError.is(error) || ProtocolError.is(error) ? { code: error.code } : {};
}

function hasStderr(error: unknown): error is MortiseError<"SERVER_EXITED"> {
  return (
    MortiseError.is(error) && error.code === "SERVER_EXITED" && error.data.stderr !== undefined
  );
}

/** The last lines of a server's stderr before it failed, without stack frames. */
function readStderr(error: unknown): string[] {
  if (!hasStderr(error)) return [];
  const written = (error.data.stderr ?? "").split("\n");
  const lines = written
    // Node marks the place in the source line; the message below it is clearer.
    .filter((_, index) => !CARETS.test(written[index + 1] ?? ""))
    .filter((line) => line.trim() !== "" && !CARETS.test(line))
    .filter(
      (line) =>
        !/^\s+at |^Node\.js v|^\s+code: 'ERR_|^\}$|ExperimentalWarning|--trace-warnings/.test(line),
    );
  return lines.slice(-STDERR_LINES).map((line) => toLine(line));
}
