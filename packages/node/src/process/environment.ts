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
  "PROGRAMDATA",
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

/** Variables by which the commands of Docker and Podman find their daemon; places, and no secrets. */
const OF_DAEMON = [
  "CONTAINER_HOST",
  "DOCKER_CERT_PATH",
  "DOCKER_CONFIG",
  "DOCKER_CONTEXT",
  "DOCKER_HOST",
  "DOCKER_TLS_VERIFY",
  "XDG_RUNTIME_DIR",
];
const CONTAINER_COMMAND = /(?:^|[\\/])(?:docker|podman)(?:\.exe)?$/i;

/**
 * Returns the environment of a server process: the inherited variables, overridden by `given`. The commands of
 * Docker and Podman, which run the server somewhere else, inherit those of their daemon too.
 */
export function toProcessEnvironment(
  command: string,
  given: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const more = CONTAINER_COMMAND.test(command) ? OF_DAEMON : [];
  const inherited = [...INHERITED_ENVIRONMENT, ...more].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(inherited), ...given };
}
