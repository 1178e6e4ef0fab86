import { spawn } from "node:child_process";
import { existsSync } from "node:fs";

/** The parts of the process that say whether and how a browser opens. */
export interface BrowserPlace {
  /** The operating system, as `process.platform` names it. */
  readonly platform: NodeJS.Platform;
  /** The variables of the process. */
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
 * screen. Without `xdg-open`, as in many containers, the programs of `BROWSER` are tried.
 */
export async function openBrowser(
  url: URL,
  place: BrowserPlace = { platform: process.platform, env: process.env },
): Promise<boolean> {
  for (const command of browserCommands(url, place)) if (await start(command)) return true;
  return false;
}

async function start({ command, args }: BrowserCommand): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const child = spawn(command, args, { stdio: "ignore", detached: true });
  child.once("spawn", () => resolve(true));
  child.once("error", () => resolve(false));
  child.unref();
  return await promise;
}

/** Returns the commands that open a URL, the best first; none if none can show it to the user. */
export function browserCommands(
  url: URL,
  { platform, env }: BrowserPlace,
): readonly BrowserCommand[] {
  if (url.protocol !== "https:" && url.protocol !== "http:") return [];
  const { href } = url;
  if (platform === "win32") return [{ command: "rundll32", args: [HANDLER, href] }];
  const { DISPLAY, WAYLAND_DISPLAY, BROWSER = "", SSH_CONNECTION, WSL_DISTRO_NAME } = env;
  const hasScreen = Boolean(DISPLAY || WAYLAND_DISPLAY);
  if (SSH_CONNECTION && !hasScreen) return [];
  if (platform === "darwin") return [{ command: "open", args: [href] }];
  if (WSL_DISTRO_NAME && existsSync(WINDOWS_OPENER)) {
    return [{ command: WINDOWS_OPENER, args: [HANDLER, href] }];
  }
  if (!hasScreen && BROWSER === "") return [];
  return [{ command: "xdg-open", args: [href] }, ...readBrowserVariable(BROWSER, href)];
}

/** Reads programs with colons between them; `%s` stands for the URL, which else comes last. */
function readBrowserVariable(value: string, href: string): readonly BrowserCommand[] {
  return value.split(":").flatMap((line) => {
    const [command, ...args] = line.split(/\s+/).filter((word) => word !== "");
    if (command === undefined) return [];
    const isPlaced = args.some((word) => word.includes("%s"));
    const words = isPlaced
      ? args.map((word) => word.replaceAll("%s", () => href))
      : [...args, href];
    return [{ command, args: words }];
  });
}
