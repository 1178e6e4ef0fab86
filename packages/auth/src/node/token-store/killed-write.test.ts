import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { FileTokenStore } from "./file-token-store.ts";
import { LOGINS } from "./fixture/logins.ts";

const PROCESS = fileURLToPath(new URL("fixture/writing-process.ts", import.meta.url));
const KILLS = 50;
const AT_ONCE = 5;

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "mortise-killed-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Kills a writing process a little after its first write: at another point of its work each time. */
async function killWhileWriting(folder: string, turns: number): Promise<void> {
  const writer = spawn(process.execPath, ["--no-warnings", PROCESS, folder]);
  const ended = once(writer, "close");
  await Promise.race([once(writer.stdout, "data"), ended]);
  for (let turn = 0; turn < turns; turn += 1) await setImmediate();
  writer.kill("SIGKILL");
  const [code, signal] = await ended;
  expect([code, signal]).toEqual([null, "SIGKILL"]);
}

test("50 processes that are killed while they write leave a whole login (google-gemini/gemini-cli#27663)", async () => {
  const folder = makeFolder();
  const warnings: string[] = [];
  const onWarning = (message: string): void => void warnings.push(message);
  for (let kill = 0; kill < KILLS; kill += AT_ONCE) {
    const turns = Array.from({ length: AT_ONCE }, (_, at) => (kill + at) * 40);
    await Promise.all(turns.map((each) => killWhileWriting(folder, each)));
    const store = new FileTokenStore({ folder, keyring: false, onWarning });
    expect(Object.values(LOGINS)).toContain(await store.get("login"));
  }
  const store = new FileTokenStore({ folder, keyring: false, onWarning });
  await store.set("login", LOGINS.first);
  expect(await store.get("login")).toBe(LOGINS.first);
  expect(warnings).toEqual([]);
});

test("a record that was cut off or changed counts as none, and the next login replaces it (google-gemini/gemini-cli#27663)", async () => {
  const folder = makeFolder();
  const warnings: string[] = [];
  const onWarning = (message: string): void => void warnings.push(message);
  const store = new FileTokenStore({ folder, keyring: false, onWarning });
  await store.set("login", "whole");
  const [name = ""] = readdirSync(folder).filter((file) => !/\.lock$|^key/.test(file));
  const file = join(folder, name);
  const whole = readFileSync(file);
  for (const length of [0, 1, 16, whole.length - 1]) {
    writeFileSync(file, whole.subarray(0, length));
    expect(await store.get("login")).toBeUndefined();
  }
  for (let at = 0; at < whole.length; at += 1) {
    const changed = Buffer.from(whole);
    changed.writeUInt8(whole.readUInt8(at) ^ 0x80, at);
    writeFileSync(file, changed);
    expect([at, await store.get("login")]).toEqual([at, undefined]);
  }
  writeFileSync(file, Buffer.concat([whole, Buffer.of(0)]));
  expect(await store.get("login")).toBeUndefined();
  writeFileSync(file, whole);
  expect(await store.get("login")).toBe("whole");
  writeFileSync(file, whole.subarray(0, 16));
  await store.set("login", "new");
  expect(await store.get("login")).toBe("new");
  expect(warnings.join()).toContain("sign in again");
});
