import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Plan, ServerEntry } from "@mortise/install";
import { findClient, planInstall } from "@mortise/install";
import { afterEach, expect, onTestFinished, test } from "vitest";
import { editConfigFile, readConfigFile } from "./config-file.ts";

const CLIENT = findClient("cursor");
const ENTRY: ServerEntry = { kind: "process", command: "/n", args: [], env: {}, references: [] };
const folder = mkdtempSync(join(tmpdir(), "mortise-config-"));
const file = join(folder, "mcp.json");

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
});

function install(name: string, bytes: Uint8Array | undefined): Plan {
  return planInstall(bytes, { client: CLIENT, name, entry: ENTRY, scope: "user" });
}

function edit(path: string, name = "desk"): Uint8Array[] {
  const backups: Uint8Array[] = [];
  const onBackup = (_path: string, bytes: Uint8Array): void => void backups.push(bytes);
  editConfigFile(path, (bytes) => install(name, bytes), { isShared: false, onBackup });
  return backups;
}

const servers = (path = file): string[] =>
  Object.keys(JSON.parse(readFileSync(path, "utf8")).mcpServers);

test("a missing file is created with its folders, for its owner alone (anaisbetts/mcp-installer#23)", () => {
  const path = join(folder, "a", "b", "mcp.json");
  expect(edit(path)).toEqual([]);
  expect(servers(path)).toEqual(["desk"]);
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test("a file keeps its mode, and its old bytes are handed to the backup (open-gsd/gsd-core#3385)", () => {
  writeFileSync(file, '{"mcpServers": {"a": {}}}');
  chmodSync(file, 0o640);
  expect(edit(file).map((bytes) => new TextDecoder().decode(bytes))).toEqual([
    '{"mcpServers": {"a": {}}}',
  ]);
  expect(statSync(file).mode & 0o777).toBe(0o640);
  expect(readdirSync(folder)).toEqual(["mcp.json"]);
});

test.each(["a link", "a link to a link", "a link to a file that is not there yet"])(
  "%s stays a link (nicobailon/pi-mcp-adapter#597, rjyo/moshi-skill#17)",
  (kind) => {
    const real = join(folder, "dotfiles", "mcp.json");
    mkdirSync(join(folder, "dotfiles"));
    if (!kind.includes("not there")) writeFileSync(real, "{}");
    symlinkSync(kind.includes("to a link") ? "second.json" : "dotfiles/mcp.json", file);
    symlinkSync("dotfiles/mcp.json", join(folder, "second.json"));
    edit(file);
    expect(lstatSync(file).isSymbolicLink()).toBe(true);
    expect(servers(real)).toEqual(["desk"]);
    expect(readdirSync(join(folder, "dotfiles"))).toEqual(["mcp.json"]);
  },
);

/** A folder on another disk than the temporary one, on the Linux of most machines. */
const OTHER_DISK = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();

test("a link to a file on another disk stays a link (can1357/oh-my-pi#10644)", () => {
  const other = mkdtempSync(join(OTHER_DISK, "mortise-config-"));
  onTestFinished(() => rmSync(other, { recursive: true, force: true }));
  const real = join(other, "mcp.json");
  writeFileSync(real, "{}");
  chmodSync(real, 0o640);
  symlinkSync(real, file);
  edit(file);
  expect(lstatSync(file).isSymbolicLink()).toBe(true);
  expect(servers(real)).toEqual(["desk"]);
  expect(statSync(real).mode & 0o777).toBe(0o640);
  expect([...readdirSync(other), ...readdirSync(folder)]).toEqual(["mcp.json", "mcp.json"]);
});

test("changes of another program between the plan and the renaming are kept", () => {
  writeFileSync(file, '{"mcpServers": {}}');
  let others = 0;
  const onBackup = (): void => undefined;
  editConfigFile(
    file,
    (bytes) => {
      const plan = install("desk", bytes);
      if (others < 3) {
        others += 1;
        const now = JSON.parse(readFileSync(file, "utf8"));
        now.mcpServers[`other-${others}`] = { command: "x" };
        writeFileSync(file, JSON.stringify(now));
      }
      return plan;
    },
    { isShared: false, onBackup },
  );
  expect(servers().sort()).toEqual(["desk", "other-1", "other-2", "other-3"]);
});

test("a file that never rests is given up without a change, and leaves nothing behind", () => {
  writeFileSync(file, "{}");
  let round = 0;
  const restless = (bytes: Uint8Array | undefined): Plan => {
    const plan = install("desk", bytes);
    round += 1;
    writeFileSync(file, JSON.stringify({ round }));
    return plan;
  };
  const onBackup = (): void => undefined;
  expect(() => editConfigFile(file, restless, { isShared: false, onBackup })).toThrow(
    "changes all the time",
  );
  expect(readdirSync(folder)).toEqual(["mcp.json"]);
  expect(JSON.parse(readFileSync(file, "utf8"))).toEqual({ round });
});

test("a broken file is refused with its path, line and column, and stays (vshulcz/deja-vu#1664)", () => {
  writeFileSync(file, '{\n  "mcpServers": {,}\n}');
  expect(() => edit(file)).toThrow(`${file} is no JSON: a value is missing at line 2, column 18`);
  expect(readFileSync(file, "utf8")).toContain("{,}");
});

test("a FIFO and a device are refused, and not waited for", () => {
  execFileSync("sh", ["-c", 'mkfifo "$0"', file]);
  expect(() => readConfigFile(file)).toThrow(`${file} cannot be read: it is no regular file`);
  expect(() => readConfigFile("/dev/null")).toThrow("cannot be read: it is no regular file");
});

test("a file that is nested too deep is refused with its path, and stays", () => {
  const deep = `{"a":${"[".repeat(200_000)}${"]".repeat(200_000)}}`;
  writeFileSync(file, deep);
  expect(() => edit(file)).toThrow(
    expect.objectContaining({
      code: "INVALID_OPTION",
      message: `${file} is nested too deep to be read`,
    }),
  );
  expect(readFileSync(file, "utf8")).toBe(deep);
});

test("a folder that cannot be made is named", () => {
  expect(() => edit("/proc/mortise/a/mcp.json")).toThrow(
    "/proc/mortise/a/mcp.json cannot be written: ",
  );
});

test("a folder in place of a file, and a circle of links, are refused", () => {
  mkdirSync(file);
  expect(() => readConfigFile(file)).toThrow("cannot be read");
  symlinkSync("b.json", join(folder, "a.json"));
  symlinkSync("a.json", join(folder, "b.json"));
  expect(() => readConfigFile(join(folder, "a.json"))).toThrow("cannot be read");
});
