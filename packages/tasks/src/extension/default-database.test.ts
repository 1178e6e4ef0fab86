import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { findDefaultFile } from "./default-database.ts";

function openHome(): string {
  const home = mkdtempSync(join(tmpdir(), "mortise-home-"));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  return home;
}

function find(folder: string, home: string, server = "desk"): string {
  return findDefaultFile(server, { folder, home, platform: "linux", env: {} }).file;
}

test("tasks are in the working directory of a project", () => {
  const home = openHome();
  const folder = join(home, "desk");
  mkdirSync(folder);
  expect(find(folder, home)).toBe(join(folder, ".mortise/tasks.db"));
});

test("servers that a host starts in its own folder have a file each, by their names", () => {
  const home = openHome();
  const state = join(home, ".local/state/mortise/tasks");
  expect(find("/", home)).toBe(join(state, "desk.db"));
  expect(find(home, home)).toBe(join(state, "desk.db"));
  expect(find(`${home}/`, home, "@acme/desk ../..")).toBe(
    join(state, "_40acme_2Fdesk_20___2F__.db"),
  );
  expect(find(join(home, "gone"), home)).toBe(join(state, "desk.db"));
});

test("a file that is there already is used on", () => {
  const home = openHome();
  mkdirSync(join(home, ".mortise"));
  writeFileSync(join(home, ".mortise/tasks.db"), "");
  expect(find(home, home)).toBe(join(home, ".mortise/tasks.db"));
});
