import { execFileSync } from "node:child_process";
import type { Commit } from "./commit-rule.ts";

/**
 * Reads the commits of a repository that are newer than a moment, as far as its clone reaches back.
 * Merges are left out. A folder that is no clone has no commits.
 */
export function readCommits(folder: string, after: string): readonly Commit[] {
  let log: string;
  try {
    const format = "--format=%H%n%B%x00";
    log = execFileSync("git", ["log", "--no-merges", `--since=${after}`, format, "HEAD"], {
      cwd: folder,
      encoding: "utf8",
      maxBuffer: 64 * 1024 * 1024,
      stdio: ["ignore", "pipe", "ignore"],
    });
  } catch {
    return [];
  }
  return log
    .split("\0")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "")
    .map((entry) => {
      const end = entry.indexOf("\n");
      return { id: entry.slice(0, end), message: entry.slice(end + 1) };
    });
}
