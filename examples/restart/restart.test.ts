import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, inject, test } from "vitest";

const DEMO = fileURLToPath(new URL("demo.ts", import.meta.url));
const postgres = inject("postgres" as never) as { url: string; missing: string | undefined };

/** Runs the demo and returns what it printed; a failure of it rejects. */
async function runDemo(args: readonly string[], url?: string): Promise<string> {
  const { DATABASE_URL: _, ...env } = process.env;
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [DEMO, ...args], {
    env: { ...env, ...(url !== undefined && { DATABASE_URL: url }) },
  });
  expect(stderr).toBe("");
  return stdout;
}

/** The killed server had exported three months, and the other one begins where it ended. */
function expectTakeOver(out: string): void {
  expect(out).toMatch(/kill -9 \d+: server 1 is gone, in the middle of April\n/);
  expect(out).toMatch(/server 2 {2}begins the task\n/);
  expect(out).toMatch(/client {4}has its result: 6 months are exported\n/);
  expect(out).toMatch(/Take-over {2}[\d.]+ s from the kill until server 2 began the task/);
  expect(out).toContain(
    "January, February, March by server 1; April, May, June by server 2; none twice",
  );
}

test("a task of a killed server is finished by one that is started after it", async () => {
  const out = await runDemo([]);
  expect(out).toContain("tasks are kept in SQLite");
  expectTakeOver(out);
});

test("a task of a killed server is finished by one that was there already", async () => {
  expectTakeOver(await runDemo(["--standby"]));
});

test.runIf(postgres.missing === undefined)("the same happens on PostgreSQL", async () => {
  const out = await runDemo([], postgres.url);
  expect(out).toContain("tasks are kept in PostgreSQL");
  expectTakeOver(out);
});
