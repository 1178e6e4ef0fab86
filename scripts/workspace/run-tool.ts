import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Runs the command of an installed package in this Node.
 *
 * It starts the script itself, because on Windows a command is a `.cmd` file that needs a shell.
 *
 * @throws Error when the command fails.
 */
export function runInstalled(name: string, args: readonly string[], command: string = name): void {
  execFileSync(process.execPath, [findCommand(name, command), ...args], { stdio: "inherit" });
}

/** The script behind a command of an installed package. */
export function findCommand(name: string, command: string = name): string {
  const folder = join(process.cwd(), "node_modules", name);
  const { bin } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return join(folder, typeof bin === "string" ? bin : bin[command]);
}

/**
 * Runs npm and returns its standard output; in an npm script the npm that runs it.
 *
 * @throws Error when npm fails.
 */
export function runNpm(args: readonly string[], cwd: string = process.cwd()): string {
  const script = process.env["npm_execpath"];
  const [program, first] = script ? [process.execPath, [script]] : ["npm", []];
  return execFileSync(program, [...first, ...args], {
    cwd,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
    shell: !script && process.platform === "win32",
  });
}
