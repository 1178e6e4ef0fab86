import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";

test.for([
  ["client", /^get_plan: The plan.*\nPro\n$/],
  ["node", /^Pro\n$/],
  ["create-mortise", /^\d\d files in .*\/desk\n$/],
  ["agent", /^\[get_plan\]\n.*Pro/s],
  ["lint", /^warning broad-tool: The tool does several things by "action".*Anthropic: about/s],
  ["tasks", /^Hello Ann\nHello Ben\n$/],
  ["tasks-bullmq", /^Hello Ann\n$/],
  ["testing", /"tool get_plan was removed"/],
  ["protocol", /"variables":\{"id":"C-1042"\},"code":-32602/],
  ["server", /^$/],
  ["auth", /^$/],
  ["inspector", /^http:\/\/localhost:\d+\/#token=/],
  ["telemetry", /^$/],
] as const)("the program in the README of %s runs", async ([name, expected]) => {
  const folder = mkdtempSync(join(tmpdir(), "mortise-readme-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const program = join(import.meta.dirname, `${name}.ts`);
  const { stdout } = await promisify(execFile)(process.execPath, [program], { cwd: folder });
  expect(stdout).toMatch(expected);
});
