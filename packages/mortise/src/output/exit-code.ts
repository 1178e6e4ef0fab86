/** What the command's exit code says; documented in `mortise --help`. */
export const ExitCode = {
  ok: 0,
  unexpected: 1,
  usage: 2,
  connection: 3,
  tool: 4,
  timeout: 5,
  interrupted: 130,
} as const;

/** One of the exit codes, as a line of the help text says it. */
export const EXIT_CODE_HELP: string = `Exit codes:
  0    all went well
  1    something unexpected
  2    the command was not used as it must be
  3    the server could not be started or reached
  4    the tool itself said that it failed
  5    it took longer than --timeout
  130  interrupted (Ctrl+C)`;
