import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";

test("the example of the README receives its message and reads its event", async () => {
  const cwd = mkdtempSync(join(tmpdir(), "mortise-backplane-"));
  onTestFinished(() => rmSync(cwd, { recursive: true, force: true }));
  const file = fileURLToPath(new URL("./fixture/quick-start.ts", import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [file], { cwd });
  expect(stdout).toBe("tools\n1\n");
});
