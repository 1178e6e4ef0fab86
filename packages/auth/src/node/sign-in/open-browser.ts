import { spawn } from "node:child_process";
import { existsSync } from "node:fs";

/** The parts of the process that say whether and how a browser opens. */
export interface BrowserPlace {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** A program and its arguments. */
export interface BrowserCommand {
  readonly command: string;
  readonly args: readonly string[];
}

const WINDOWS_OPENER = "/mnt/c/Windows/System32/rundll32.exe";
const HANDLER = "url.dll,FileProtocolHandler";

/**
 * Opens the user's browser and returns whether a program could be started for it; no shell sees the
 * URL. Only http and https are opened, and nothing where the user is on another machine or without a
 * screen.
 */
export async function openBrowser(
  url: URL,
  place: BrowserPlace = { platform: process.platform, env: process.env },
): Promise<boolean> {
  const found = browserCommand(url, place);
  if (found === undefined) return false;
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const child = spawn(found.command, found.args, { stdio: "ignore", detached: true });
  child.once("spawn", () => resolve(true));
  child.once("error", () => resolve(false));
  child.unref();
  return await promise;
}

/** Returns the command that opens a URL; `undefined` if none can show it to the user. */
export function browserCommand(
  url: URL,
  { platform, env }: BrowserPlace,
): BrowserCommand | undefined {
  if (url.protocol !== "https:" && url.protocol !== "http:") return undefined;
  const { href } = url;
  if (platform === "win32") return { command: "rundll32", args: [HANDLER, href] };
  const { DISPLAY, WAYLAND_DISPLAY, BROWSER, SSH_CONNECTION, WSL_DISTRO_NAME } = env;
  const hasScreen = Boolean(DISPLAY || WAYLAND_DISPLAY);
  if (SSH_CONNECTION && !hasScreen) return undefined;
  if (platform === "darwin") return { command: "open", args: [href] };
  if (WSL_DISTRO_NAME && existsSync(WINDOWS_OPENER)) {
    return { command: WINDOWS_OPENER, args: [HANDLER, href] };
  }
  return hasScreen || BROWSER ? { command: "xdg-open", args: [href] } : undefined;
}
