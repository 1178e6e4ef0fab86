import type { UserPlace } from "@mortise/protocol";
import type { Disk } from "../user-place.ts";
import { joinPath, parentFolder } from "../user-place.ts";

/** Returns a path below the home folder. */
export function inHome({ platform, home }: UserPlace, ...parts: readonly string[]): string {
  return joinPath(platform, home, ...parts);
}

/** Returns a path below the folder that a variable names, or else below a folder of the home. */
export function inNamed(
  place: UserPlace,
  variable: string,
  [usual, ...parts]: readonly [usual: string, ...parts: readonly string[]],
): string {
  const named = place.env[variable];
  return joinPath(place.platform, named || inHome(place, usual), ...parts);
}

/** Returns the folder of settings of applications: `%APPDATA%`, `~/Library/Application Support`, or `~/.config`. */
function settingsFolder(place: UserPlace): string {
  if (place.platform === "win32") return place.env["APPDATA"] || inHome(place, "AppData/Roaming");
  if (place.platform === "darwin") return inHome(place, "Library/Application Support");
  return place.env["XDG_CONFIG_HOME"] || inHome(place, ".config");
}

/** Returns a path below the folder of settings. */
export function inSettings(place: UserPlace, ...parts: readonly string[]): string {
  return joinPath(place.platform, settingsFolder(place), ...parts);
}

/**
 * Returns where Claude Desktop keeps its file. On Windows it is packaged, and then reads a folder of
 * the package in place of `%APPDATA%`; the disk decides, the packages first.
 */
export function claudeDesktopFiles(place: UserPlace, disk: Disk): string[] {
  const name = "claude_desktop_config.json";
  const classic = inSettings(place, "Claude", name);
  if (place.platform !== "win32") return [classic];
  const local = place.env["LOCALAPPDATA"] || inHome(place, "AppData/Local");
  const packages = joinPath("win32", local, "Packages");
  const packaged = disk
    .list(packages)
    .filter((folder) => folder.startsWith("Claude_"))
    .map((folder) => joinPath("win32", packages, folder, "LocalCache/Roaming/Claude", name));
  const hasClassic = disk.exists(inSettings(place, "Claude"));
  return packaged.length === 0 || hasClassic ? [...packaged, classic] : packaged;
}

/** Returns where Claude Desktop logs what it does with a server, in `logs` beside its file; on macOS in `~/Library/Logs`. */
export function claudeDesktopLogs(place: UserPlace, disk: Disk, server: string): string[] {
  const name = `mcp-server-${server}.log`;
  if (place.platform === "darwin") return [inHome(place, "Library/Logs/Claude", name)];
  return claudeDesktopFiles(place, disk).map((file) =>
    joinPath(place.platform, parentFolder(place.platform, file), "logs", name),
  );
}

/** Returns the folders in which a build of VS Code keeps the settings of its user, the usual one first. */
export function codeFolders(place: UserPlace, build: string): string[] {
  const usual = inSettings(place, build, "User");
  const { VSCODE_PORTABLE: portable, SCOOP: scoop } = place.env;
  if (portable) return [joinPath(place.platform, portable, "user-data/User")];
  if (place.platform !== "win32") return [usual];
  const root = scoop || inHome(place, "scoop");
  const app = { Code: "vscode", "Code - Insiders": "vscode-insiders", VSCodium: "vscodium" }[build];
  const kept = joinPath("win32", root, "persist", app ?? build, "data/user-data/User");
  return [usual, kept];
}
