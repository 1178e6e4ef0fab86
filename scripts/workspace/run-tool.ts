import { execFileSync, spawn } from "node:child_process";
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
function findCommand(name: string, command: string = name): string {
  const folder = join(process.cwd(), "node_modules", name);
  const { bin } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return join(folder, typeof bin === "string" ? bin : bin[command]);
}

/** The outcome of a program that ran to its end. */
export interface Finished {
  readonly code: number;
  /** Standard output and standard error, as they came. */
  readonly output: string;
}

/** Runs a program to its end, whatever its exit code. */
export function run(
  program: string,
  args: readonly string[],
  cwd: string = ".",
): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (chunk: string) => {
        output += chunk;
      });
    }
    child.on("error", reject);
    child.on("close", (code) => resolve({ code: code ?? 1, output }));
  });
}

/**
 * Runs npm, in an npm script the npm that runs it, and returns its output.
 *
 * @throws Error with the output when npm fails.
 */
export async function runNpm(args: readonly string[], cwd: string = "."): Promise<string> {
  const script = process.env["npm_execpath"];
  if (!script) throw new Error("Start this with npm run, which names the npm to use");
  const { code, output } = await run(process.execPath, [script, ...args], cwd);
  if (code !== 0) throw new Error(`npm ${args.join(" ")} exited with ${code}:\n${output}`);
  return output;
}
