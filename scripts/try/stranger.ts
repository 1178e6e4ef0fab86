import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { runNpm } from "../workspace/run-tool.ts";
import type { Step } from "./read-steps.ts";

/** The pnpm that a stranger has. */
const PNPM = "pnpm@12.21.0";

/** A user of another folder, with a home that has nothing yet. */
export interface Stranger {
  readonly home: string;
  /** Follows a block of a page, in the folder in which the last one ended, and returns what was printed. */
  follow(step: Step): Promise<string>;
}

/** Makes the home and the commands of a stranger below `folder`; packages come from `registry`. */
export async function makeStranger(folder: string, registry: string): Promise<Stranger> {
  const [home, bin, place] = ["home", "bin", "place"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  for (const each of [home, bin]) mkdirSync(each, { recursive: true });
  // The Node of this workspace, without the commands of its packages.
  symlinkSync(process.execPath, join(bin, "node"));
  await runNpm(["install", "--prefix", join(folder, "pnpm"), "--no-save", PNPM]);
  const workspace = resolve(".");
  const path = (process.env["PATH"] ?? "")
    .split(delimiter)
    .filter((each) => each !== "" && !resolve(each).startsWith(workspace));
  const { HOME: _home, ...inherited } = process.env;
  const foreign = Object.entries(inherited).filter(
    ([name]) => !/^(?:npm_|XDG_|INIT_CWD$|NODE_OPTIONS$|CI$)/i.test(name),
  );
  const env = {
    ...Object.fromEntries(foreign),
    HOME: home,
    PATH: [bin, join(folder, "pnpm/node_modules/.bin"), ...path].join(delimiter),
    // Packages that npm has fetched before are not fetched again.
    npm_config_cache: process.env["npm_config_cache"] ?? join(folder, "cache"),
  };
  writeFileSync(join(home, ".npmrc"), `registry=${registry}\nfund=false\naudit=false\n`);
  writeFileSync(place, home);
  return {
    home,
    follow: (step) => runShell(step, { cwd: readFileSync(place, "utf8").trim(), env, place }),
  };
}

interface Shell {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** The file that receives the folder in which the commands end. */
  readonly place: string;
}

function runShell({ commands, prints, isServing }: Step, shell: Shell): Promise<string> {
  const script = `set -e\n${commands}\npwd > '${shell.place}'`;
  return new Promise((done, reject) => {
    // A group of its own, which an interruption reaches as it would from a terminal.
    const child = spawn("sh", ["-c", script], {
      ...{ cwd: shell.cwd, env: shell.env },
      ...{ stdio: ["ignore", "pipe", "pipe"], detached: true },
    });
    let output = "";
    let isInterrupted = false;
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (chunk: string) => {
        output += chunk;
        if (!isServing || isInterrupted || !output.includes(prints)) return;
        isInterrupted = true;
        process.kill(-(child.pid as number), "SIGINT");
      });
    }
    child.on("error", reject);
    child.on("close", (code) => {
      const said = `\n$ ${commands.trim()}\n${output}`;
      if (!output.includes(prints)) reject(new Error(`${prints} is not printed by${said}`));
      else if (code !== 0 && !isInterrupted) reject(new Error(`exit code ${code} of${said}`));
      else done(output);
    });
  });
}
