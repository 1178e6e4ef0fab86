// Contenders that are too heavy for the workspace have a package and a lock file of their own, and are
// installed when a run needs them.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Contender } from "./load/contender.ts";

/** Contenders of a run that could not be measured, and why. */
export interface LeftOut {
  label: string;
  reason: string;
}

const folder = new URL("./rivals/", import.meta.url);
const patience = 300_000;

/**
 * Installs what the contenders need, unless it is there already, and returns those that can be measured.
 *
 * It needs the network once. Without it, the contenders concerned are left out, and said to be.
 */
export function installRivals(
  contenders: readonly Contender[],
  onProgress: (text: string) => void,
): { contenders: Contender[]; leftOut: LeftOut[] } {
  const heavy = contenders.filter((contender) => contender.packages !== undefined);
  if (heavy.every(isInstalled)) return { contenders: [...contenders], leftOut: [] };
  onProgress(`installing ${heavy.map(({ label }) => label).join(" and ")} into bench/rivals`);
  const failure = install();
  const missing = heavy.filter((contender) => !isInstalled(contender));
  const reason = `npm ci in bench/rivals failed: ${failure ?? "its packages are not there"}`;
  for (const { label } of missing) onProgress(`${label} is left out: ${reason}`);
  return {
    contenders: contenders.filter((contender) => !missing.includes(contender)),
    leftOut: missing.map(({ label }) => ({ label, reason })),
  };
}

/** Returns the version of a package that a heavy contender consists of. */
export function readRivalVersion(name: string): string {
  return readVersion(new URL(`node_modules/${name}/package.json`, folder));
}

/** The pins are exact, so what is installed is either what is asked for or something else. */
function isInstalled({ packages = [] }: Contender): boolean {
  const manifest = JSON.parse(readFileSync(new URL("package.json", folder), "utf8")) as {
    dependencies: Record<string, string>;
  };
  return packages.every((name) => {
    const file = new URL(`node_modules/${name}/package.json`, folder);
    return existsSync(file) && readVersion(file) === manifest.dependencies[name];
  });
}

function readVersion(file: URL): string {
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}

/** Returns why it failed; no package's own scripts are run. */
function install(): string | undefined {
  const prefix = fileURLToPath(folder);
  const args = ["ci", "--prefix", prefix, "--ignore-scripts", "--no-audit", "--no-fund"];
  const { status, error, stderr } = spawnSync("npm", args, {
    cwd: prefix,
    encoding: "utf8",
    timeout: patience,
    stdio: ["ignore", "ignore", "pipe"],
  });
  if (status === 0) return undefined;
  const [line] = /(?<=npm error ).+/.exec(stderr ?? "") ?? [];
  return error?.message ?? line ?? `it ended with ${status}`;
}
