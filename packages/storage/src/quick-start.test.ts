import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { freshFolder } from "./fixture/fresh-folder.ts";

test("the example of the README prints the state that it stored", async () => {
  const file = fileURLToPath(new URL("./fixture/quick-start.ts", import.meta.url));
  const run = promisify(execFile);
  const { stdout } = await run(process.execPath, [file], { cwd: freshFolder() });
  expect(stdout).toBe("queued\n");
});
