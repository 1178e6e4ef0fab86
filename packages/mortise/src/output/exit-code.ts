/** The exit codes of the command, as `mortise --help` documents them. */
export const ExitCode = {
  ok: 0,
  unexpected: 1,
  usage: 2,
  connection: 3,
  tool: 4,
  timeout: 5,
  authorization: 6,
  interrupted: 130,
} as const;

/** The exit codes in the help text. */
export const EXIT_CODE_HELP: string = `Exit codes:
  0    success
  1    an unexpected error, or findings of mortise lint
  2    wrong usage of the command
  3    the server cannot be started or reached
  4    the tool reported an error
  5    no answer within --timeout
  6    a sign-in is needed, or was refused
  130  interrupted (Ctrl+C)`;
