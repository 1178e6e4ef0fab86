// Installs the rivals that are too heavy for the workspace from a lock file of their own, before a run
// that measures them.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Contender } from "./load/contender.ts";

/** A contender that could not be measured, and the reason. */
export interface LeftOut {
  label: string;
  reason: string;
}

const folder = new URL("./rivals/", import.meta.url);
const patience = 300_000;

/**
 * Installs the packages of the contenders unless they are installed, and returns the contenders that
 * can be measured.
 *
 * Needs the network once. Without it, the contenders concerned are left out, and the report says so.
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

/** Returns the installed version of a rival's package. */
export function readRivalVersion(name: string): string {
  return readVersion(new URL(`node_modules/${name}/package.json`, folder));
}

/** Compares exact versions, because the pins are exact. */
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

/** Installs without running the packages' scripts; returns the reason of a failure. */
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
