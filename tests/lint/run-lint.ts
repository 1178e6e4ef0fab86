import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import type { Review } from "@mortise/lint";

/** The output of `mortise lint`, and its exit code. */
export interface Linted {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

const BIN = "packages/mortise/src/bin.ts";

/** Runs `mortise lint` in the root of the repository. */
export function runLint(...args: readonly string[]): Promise<Linted> {
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [BIN, "lint", ...args],
      { maxBuffer: 64 * 1024 * 1024 },
      (error, out, err) => {
        if (error !== null && typeof error.code !== "number") reject(error);
        else resolve({ code: error === null ? 0 : Number(error.code), out, err });
      },
    );
  });
}

/** Runs `mortise lint --json`, and reads the review. */
export async function lint(
  ...args: readonly string[]
): Promise<Review & { readonly code: number }> {
  const { code, out, err } = await runLint("--json", ...args);
  if (err !== "") throw new Error(err);
  return { ...JSON.parse(out), code };
}

/** The command that starts the program of an installed package. */
export function commandOf(name: string, ...args: readonly string[]): string[] {
  const require = createRequire(import.meta.url);
  return [process.execPath, require.resolve(`${name}/dist/index.js`), ...args];
}
