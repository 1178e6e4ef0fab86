const POSIX = [
  "HOME",
  "LANG",
  "LC_ALL",
  "LOGNAME",
  "PATH",
  "SHELL",
  "TERM",
  "TMPDIR",
  "TZ",
  "USER",
];
const WINDOWS = [
  "APPDATA",
  "COMSPEC",
  "HOMEDRIVE",
  "HOMEPATH",
  "LOCALAPPDATA",
  "PATH",
  "PATHEXT",
  "PROCESSOR_ARCHITECTURE",
  "PROGRAMFILES",
  "SYSTEMDRIVE",
  "SYSTEMROOT",
  "TEMP",
  "TMP",
  "USERNAME",
  "USERPROFILE",
];

/**
 * The names of the variables that a server process inherits. It gets no others, because the rest of the
 * environment often holds secrets; the option `env` adds variables.
 */
export const INHERITED_ENVIRONMENT: readonly string[] =
  process.platform === "win32" ? WINDOWS : POSIX;

/** Returns the environment of a server process: the inherited variables, overridden by `given`. */
export function toProcessEnvironment(
  given: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const inherited = INHERITED_ENVIRONMENT.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(inherited), ...given };
}
