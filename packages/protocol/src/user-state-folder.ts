import type { Environment } from "./environment.ts";

/** The parts of a process that say where a user's files are. */
export interface UserPlace {
  /** As `process.platform` of Node: `win32`, `darwin`, `linux` or another one. */
  readonly platform: string;
  /** The environment variables. */
  readonly env: Environment;
  /** The home folder, absolute. */
  readonly home: string;
}

/**
 * Returns the folder of what Mortise keeps for a user: `$XDG_STATE_HOME/mortise` or `~/.local/state/mortise`, on
 * macOS `~/Library/Application Support/mortise`, on Windows `%LOCALAPPDATA%\mortise`.
 */
export function userStateFolder({ platform, env, home }: UserPlace): string {
  const { XDG_STATE_HOME: xdg, LOCALAPPDATA: local } = env;
  if (platform === "win32")
    return `${trimEnd(local || `${trimEnd(home)}\\AppData\\Local`)}\\mortise`;
  if (platform === "darwin") return `${trimEnd(home)}/Library/Application Support/mortise`;
  // Relative paths are invalid, and to be ignored (XDG Base Directory Specification).
  const base = xdg?.startsWith("/") === true ? xdg : `${trimEnd(home)}/.local/state`;
  return `${trimEnd(base)}/mortise`;
}

function trimEnd(path: string): string {
  return path.replace(/[\\/]+$/, "");
}
