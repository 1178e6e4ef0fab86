import { execFile } from "node:child_process";
import { globSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const run = promisify(execFile);
const FOLDER = join(import.meta.dirname, "guide");
const FILES = globSync("*.ts", { cwd: FOLDER })
  .filter((name) => !name.endsWith(".test.ts"))
  .sort();

/** Variables that make an example use the network, or a database that is not its own. */
const FOREIGN = /^(?:(?:ANTHROPIC|OPENAI|GEMINI|GOOGLE)_|DATABASE_URL$)/;

test("there are examples to run", () => {
  expect(FILES.length).toBeGreaterThan(20);
});

test.concurrent.each(FILES)("guide/%s runs and its own checks hold", async (file) => {
  const kept = Object.entries(process.env).filter(([name]) => !FOREIGN.test(name));
  const child = run(process.execPath, [join(FOLDER, file)], {
    env: { ...Object.fromEntries(kept), OLLAMA_HOST: "http://127.0.0.1:2" },
  });
  child.child.stdin?.end(); // a server ends with its input
  await expect(child).resolves.toBeDefined();
});
