import { execFile } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { connect } from "@mortise/node";
import { describe, expect, test } from "vitest";
import { BUNDLERS, createBundleFolder } from "../fixture/bundle/bundle-file.ts";

const run = promisify(execFile);
const FOLDER = join(import.meta.dirname, "../fixture/bundle");
const SERVER = join(FOLDER, "server.ts");
const PROGRAM = join(FOLDER, "program.ts");

/** Runs a file with its input closed, and returns its output and its errors. */
async function output(...args: string[]): Promise<string> {
  const child = run(process.execPath, ["--no-warnings", ...args]);
  child.child.stdin?.end();
  const { stdout, stderr } = await child;
  return stdout + stderr;
}

/** Whether a file serves when it is run. */
async function serves(...args: string[]): Promise<boolean> {
  await using client = await connect({
    command: process.execPath,
    args: ["--no-warnings", ...args],
    stderr: "capture",
  });
  return client.serverInfo?.name === "bundled";
}

describe.each(Object.entries(BUNDLERS))("a server file that %s has bundled", (_name, bundle) => {
  test.each([
    ["with Mortise in the bundle", "esm", true],
    ["with Mortise beside it", "esm", false],
    ["as CommonJS with Mortise in the bundle", "cjs", true],
    ["as CommonJS with Mortise beside it", "cjs", false],
  ] as const)(
    "%s serves when it is run, and not when it is imported (modelcontextprotocol/typescript-sdk#540, wevm/incur#225)",
    async (_case, format, isWhole) => {
      await using folder = createBundleFolder();
      await mkdir(folder.path, { recursive: true });
      const file = join(folder.path, format === "esm" ? "server.mjs" : "server.cjs");
      await bundle(SERVER, file, { isWhole, format });
      // A program that serves has no page that calls it.
      expect(await readFile(file, "utf8")).not.toContain("_inspect/");
      expect(await serves(file)).toBe(true);
      expect(await serves("--enable-source-maps", file)).toBe(true);

      const importing = join(folder.path, "importing.mjs");
      const source = `import { serving } from ${JSON.stringify(file)};
      const { transport } = await serving;
      process.stdout.write(transport);`;
      await writeFile(importing, source);
      expect(await output(importing)).toBe("none");
    },
  );

  test("serves as part of the program that is run", async () => {
    await using folder = createBundleFolder();
    await mkdir(folder.path, { recursive: true });
    const file = join(folder.path, "program.mjs");
    await bundle(PROGRAM, file, { isWhole: true, format: "esm" });
    // One file cannot tell its modules apart: the server belongs to the program.
    expect(await output(file)).toBe("stdio\n");
  });
});
