import { homedir } from "node:os";
import path from "node:path";
import type { UserPlace } from "@mortise/protocol";
import { userStateFolder } from "@mortise/protocol";

/**
 * Returns the folder of logins: `$XDG_STATE_HOME/mortise/auth` or `~/.local/state/mortise/auth`, on
 * macOS `~/Library/Application Support/mortise/auth`, on Windows `%LOCALAPPDATA%\mortise\auth`.
 * The environment variable `MORTISE_AUTH_DIR` names another one.
 */
export function stateFolder(place: Partial<UserPlace> = {}): string {
  const { platform = process.platform, env = process.env, home = homedir() } = place;
  const { MORTISE_AUTH_DIR: given } = env;
  if (given) return path.resolve(given);
  const { join } = platform === "win32" ? path.win32 : path.posix;
  return join(userStateFolder({ platform, env, home }), "auth");
}
