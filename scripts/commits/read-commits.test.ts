import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readCommits } from "./read-commits.ts";

let scratch = "";
let repository = "";

const PERSON = {
  GIT_AUTHOR_NAME: "a",
  GIT_AUTHOR_EMAIL: "a@example.com",
  GIT_COMMITTER_NAME: "a",
  GIT_COMMITTER_EMAIL: "a@example.com",
};

function git(folder: string, args: readonly string[], date?: string): void {
  const env = { ...process.env, ...PERSON, ...(date && { GIT_COMMITTER_DATE: date }) };
  execFileSync("git", args, { cwd: folder, env, stdio: "ignore" });
}

function commit(date: string, message: string): void {
  git(repository, ["commit", "--allow-empty", "--no-verify", "-m", message, "--date", date], date);
}

beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), "mortise-commits-"));
  repository = join(scratch, "repository");
  git(scratch, ["init", "--quiet", repository]);
  commit("2026-01-01T00:00:00Z", "an old one");
  commit("2026-02-01T00:00:00Z", "fix: two\n\nBecause.");
  commit("2026-03-01T00:00:00Z", "fix: three\n\nBecause.");
});

afterAll(() => rmSync(scratch, { recursive: true, force: true }));

test("reads the commits after a moment, newest first", () => {
  const commits = readCommits(repository, "2026-01-15T00:00:00Z");
  expect(commits.map(({ message }) => message)).toEqual([
    "fix: three\n\nBecause.",
    "fix: two\n\nBecause.",
  ]);
  expect(commits[0]?.id).toMatch(/^[0-9a-f]{40}$/);
});

test("reads what a shallow clone has", () => {
  const shallow = join(scratch, "shallow");
  git(scratch, ["clone", "--quiet", "--depth=1", pathToFileURL(repository).href, shallow]);
  const commits = readCommits(shallow, "2025-01-01T00:00:00Z");
  expect(commits.map(({ message }) => message)).toEqual(["fix: three\n\nBecause."]);
});

test("finds no commits in a folder that is no clone", () => {
  expect(readCommits(tmpdir(), "2025-01-01T00:00:00Z")).toEqual([]);
});

test("the hook refuses a message that breaks the rule, and ignores the comments of Git", () => {
  const check = (message: string): number | null => {
    const file = join(scratch, "message");
    writeFileSync(file, message);
    const program = join(import.meta.dirname, "check-message.ts");
    return spawnSync(process.execPath, [program, file], { stdio: "ignore" }).status;
  };
  expect(check("wip\n")).toBe(1);
  expect(check("fix: close the stream\n# only a comment\n")).toBe(1);
  expect(check("fix: close the stream\n\nIt leaked.\n# On branch main\n")).toBe(0);
  expect(check("Merge branch 'x'\n")).toBe(0);
});
