import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run, runNpm } from "../workspace/run-tool.ts";

/**
 * Installs a version of Node from npm, and returns the path of its binary.
 *
 * @param version Such as `22.18`, for its newest patch.
 */
export async function installNode(folder: string, version: string): Promise<string> {
  const system = process.platform === "win32" ? "win" : process.platform;
  const name = `node-${system}-${process.arch}`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "private": true }\n');
  await runNpm(["install", "--no-audit", "--no-fund", `${name}@${version}`], folder);
  return join(folder, "node_modules", name, system === "win" ? "bin/node.exe" : "bin/node");
}

/** Parses each file named on the command line as a module, and prints what is wrong with it. */
const PARSER = `import { readFileSync } from "node:fs";
import { SourceTextModule } from "node:vm";
for (const path of process.argv.slice(2)) {
  try {
    new SourceTextModule(readFileSync(path, "utf8"), { identifier: path });
  } catch (error) {
    console.log(path + ": " + error.message);
    process.exitCode = 1;
  }
}
`;

/**
 * Parses modules as a version of Node does, those too that a program loads late.
 *
 * @param folder Where the program that does it is written.
 * @throws Error with each file that this Node cannot parse.
 */
export async function parseModules(
  node: string,
  folder: string,
  files: readonly string[],
): Promise<void> {
  const program = join(folder, "parse-modules.mjs");
  writeFileSync(program, PARSER);
  const args = ["--no-warnings", "--experimental-vm-modules", program, ...files];
  const { code, output } = await run(node, args);
  if (code !== 0) throw new Error(output);
}
