import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

const BIN = fileURLToPath(new URL("../../packages/mortise/src/bin.ts", import.meta.url));

/** A home folder of a user that has nothing yet, in which programs run. */
export interface Home {
  readonly folder: string;
  /** Runs `mortise install` and returns its JSON document. */
  install(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Report>;
  /** Runs a module under Node and returns what it printed. */
  run(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<string>;
}

/** The document of `mortise install --json`, as far as tests read it. */
interface Report {
  readonly check?: { readonly status: string; readonly tools: readonly string[] };
  readonly clients: readonly {
    readonly client: string;
    readonly file: string;
    readonly status: string;
  }[];
  readonly servers: readonly {
    readonly client: string;
    readonly server: string;
    readonly status: string;
    readonly tools: readonly string[];
    readonly findings: readonly string[];
  }[];
}

/** Opens a home that goes away with the test. */
export function openHome(): Home {
  const folder = mkdtempSync(join(tmpdir(), "mortise-home-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const run: Home["run"] = (args, env = {}) =>
    new Promise((resolve, reject) => {
      const { XDG_CONFIG_HOME: _, XDG_STATE_HOME: __, ...inherited } = process.env;
      const options = { cwd: folder, env: { ...inherited, HOME: folder, ...env } };
      execFile(process.execPath, [...args], options, (error, stdout, stderr) => {
        if (error !== null && stdout === "") reject(new Error(stderr));
        else resolve(stdout);
      });
    });
  return {
    folder,
    run,
    install: async (args, env) =>
      JSON.parse(await run([BIN, "install", ...args, "--json"], env)) as Report,
  };
}
