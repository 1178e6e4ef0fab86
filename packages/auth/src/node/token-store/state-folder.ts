import { homedir } from "node:os";
import path from "node:path";

/** The parts of the process that say where a user's files are. */
export interface UserPlace {
  /** As `process.platform`. */
  readonly platform: NodeJS.Platform;
  /** The environment variables. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The home folder. */
  readonly home: string;
}

/**
 * Returns the folder of logins: `$XDG_STATE_HOME/mortise/auth` or `~/.local/state/mortise/auth`, on
 * macOS `~/Library/Application Support/mortise/auth`, on Windows `%LOCALAPPDATA%\mortise\auth`.
 * The environment variable `MORTISE_AUTH_DIR` names another one.
 */
export function stateFolder(place: Partial<UserPlace> = {}): string {
  const { platform = process.platform, env = process.env, home = homedir() } = place;
  const { MORTISE_AUTH_DIR: given, XDG_STATE_HOME: xdg, LOCALAPPDATA: local } = env;
  if (given) return path.resolve(given);
  const { join, isAbsolute } = platform === "win32" ? path.win32 : path.posix;
  const base = {
    win32: local || join(home, "AppData", "Local"),
    darwin: join(home, "Library", "Application Support"),
    // Relative paths are invalid, and to be ignored (XDG Base Directory Specification).
    other: xdg && isAbsolute(xdg) ? xdg : join(home, ".local", "state"),
  }[platform === "win32" || platform === "darwin" ? platform : "other"];
  return join(base, "mortise", "auth");
}
