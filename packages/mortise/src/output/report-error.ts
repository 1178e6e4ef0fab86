import { ErrorCode, MortiseError, ProtocolError } from "@mortise/protocol";
import { errorColor } from "./color.ts";
import { findErrorPage } from "./error-page.ts";
import { ExitCode } from "./exit-code.ts";
import { printJson } from "./print-json.ts";
import { toPrintable } from "./printable.ts";
import { excerptStderr } from "./stderr-excerpt.ts";

/** How a failure is reported. */
export interface ReportOptions {
  readonly json: boolean;
  /** Adds the stack, and all of the server's stderr. */
  readonly verbose: boolean;
  /** Whether the command takes `--timeout`, which is advised when an answer does not come. Default `true`. */
  readonly takesTimeout?: boolean;
}

const EXIT_CODES: Partial<Record<MortiseError["code"], number>> = {
  ABORTED: ExitCode.interrupted,
  AUTHORIZATION_FAILED: ExitCode.authorization,
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
  ErrorCode.MissingRequiredClientCapability,
];
/** The advice of the library to wait longer, with the words that lead to it. */
const WAIT_ADVICE =
  /(?:;| If it is only slow,|, for all its progress;) pass \{ (timeout|maxTimeout) \} to wait longer/;
/** Advice of the library, and its equivalent on the command line. */
const ADVICE: readonly (readonly [string | RegExp, string])[] = [
  [/pass connect\(target, \{ elicit: .*/s, "run the command in a terminal, where you can answer"],
  [/; pass connect\(target, \{ .*$/s, "; mortise chat asks you, and a program can answer"],
  ["pass `auth` or `headers`", "give them with --header"],
];

/**
 * Reports a failure in a line or two, or as JSON, and returns its exit code. A failure of a known kind
 * ends with the address of its page.
 */
export function reportError(error: unknown, options: ReportOptions): number {
  const { json, verbose, takesTimeout = true } = options;
  const exitCode = toExitCode(error);
  if (json) printJson({ error: { ...describeFailureAsJson(error, takesTimeout), exitCode } });
  const lines = describeFailure(error, takesTimeout);
  if (verbose && error instanceof Error && error.stack)
    lines.push(errorColor.dim(toPrintable(error.stack)));
  const page = findErrorPage(error);
  if (page !== undefined) lines.push(errorColor.dim(`More: ${page}`));
  process.stderr.write(`${lines.join("\n")}\n`);
  return exitCode;
}

/** Describes a failure, with the end of the stderr of a server that exited. */
export function describeFailure(error: unknown, takesTimeout = true): string[] {
  const stderr = readStderr(error).map((line) => errorColor.dim(`  ${line}`));
  const message = toPrintable(toMessage(error, takesTimeout));
  return [`${errorColor.red("error")} ${message}`, ...stderr];
}

/** Describes a failure for JSON, with its code when it has one. */
export function describeFailureAsJson(
  error: unknown,
  takesTimeout = true,
): { code?: string | number; message: string } {
  const code = MortiseError.is(error) || ProtocolError.is(error) ? { code: error.code } : {};
  return { ...code, message: toMessage(error, takesTimeout) };
}

/** Returns the exit code of a command that ends with this failure. */
export function toExitCode(error: unknown): number {
  if (MortiseError.is(error)) return EXIT_CODES[error.code] ?? ExitCode.unexpected;
  if (!ProtocolError.is(error)) return ExitCode.unexpected;
  if (USAGE_CODES.includes(error.code)) return ExitCode.usage;
  // A URL at which there is no MCP endpoint, or a host or origin that it does not admit.
  if (error.code === ErrorCode.InvalidRequest) return ExitCode.connection;
  return ExitCode.unexpected;
}

function toMessage(error: unknown, takesTimeout: boolean): string {
  if (!(error instanceof Error)) return String(error);
  const [said = ""] = error.message.split("; the end of its stderr:\n");
  const text = toCommandWords(said, takesTimeout);
  return ProtocolError.is(error) ? `The server refused: ${text} (${error.code})` : text;
}

/** Puts the advice of the library into the words of the command line; advice that no option follows is left out. */
export function toCommandWords(said: string, takesTimeout: boolean): string {
  const waiting = said.replace(WAIT_ADVICE, (words, option) =>
    takesTimeout && option === "timeout"
      ? words.replace("pass { timeout } to wait longer", "--timeout waits longer")
      : "",
  );
  return ADVICE.reduce((words, [library, command]) => words.replace(library, command), waiting);
}

function hasStderr(error: unknown): error is MortiseError<"SERVER_EXITED"> {
  return (
    MortiseError.is(error) && error.code === "SERVER_EXITED" && error.data.stderr !== undefined
  );
}

/** The last lines of a server's stderr before it failed. */
function readStderr(error: unknown): string[] {
  return hasStderr(error) ? excerptStderr(error.data.stderr ?? "") : [];
}
