import { joinPath } from "../user-place.ts";

/** The paths that Homebrew removes with the next update, and the one that stays. */
const CELLAR = /^(.*)\/Cellar\/node(?:@\d+)?\/[^/]+\/bin\/node$/;

/**
 * Returns the path under which a Node stays when it is updated: the link of Homebrew rather than the
 * folder of one version. `realPath` returns a path without links, and throws for a missing file.
 */
export function stableNode(
  execPath: string,
  platform: string,
  realPath: (path: string) => string,
): string {
  const [, prefix] = CELLAR.exec(execPath) ?? [];
  if (platform === "win32" || prefix === undefined) return execPath;
  const versioned = /\/Cellar\/(node@\d+)\//.exec(execPath)?.[1] ?? "node";
  const candidates = [
    joinPath(platform, prefix, "bin/node"),
    joinPath(platform, prefix, `opt/${versioned}/bin/node`),
  ];
  for (const candidate of candidates) {
    try {
      if (realPath(candidate) === execPath) return candidate;
    } catch {
      // A link that is not there is none to use.
    }
  }
  return execPath;
}

/** Why an entry must not name a file of a folder that is emptied by itself; `undefined` for others. */
export function findPassingFolder(path: string): string | undefined {
  if (/[\\/]_npx[\\/]/.test(path)) return "the cache of npx, which npm empties";
  if (/[\\/]fnm_multishells[\\/]/.test(path)) return "the folder of one terminal of fnm";
  if (/[\\/]dlx-[^\\/]+[\\/]|[\\/]\.pnpm[\\/]dlx[\\/]/.test(path)) return "the cache of pnpm dlx";
  return undefined;
}
