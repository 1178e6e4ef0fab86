// Peers that are too heavy for the workspace have a package and a lock file of their own, and are
// installed when a run needs them.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Peer } from "./peer.ts";

/** Peers of a run that could not be measured, and why. */
export interface LeftOut {
  label: string;
  reason: string;
}

const folder = new URL("./peers/", import.meta.url);
const patience = 300_000;

/**
 * Installs what the peers need, unless it is there already, and returns those that can be measured.
 *
 * It needs the network once. Without it, the peers concerned are left out, and said to be.
 */
export function installPeers(
  peers: readonly Peer[],
  onProgress: (text: string) => void,
): { peers: Peer[]; leftOut: LeftOut[] } {
  const heavy = peers.filter((peer) => peer.packages !== undefined);
  if (heavy.every(isInstalled)) return { peers: [...peers], leftOut: [] };
  onProgress(`installing ${heavy.map(({ label }) => label).join(" and ")} into bench/peers`);
  const failure = install();
  const missing = heavy.filter((peer) => !isInstalled(peer));
  const reason = `npm ci in bench/peers failed: ${failure ?? "its packages are not there"}`;
  for (const { label } of missing) onProgress(`${label} is left out: ${reason}`);
  return {
    peers: peers.filter((peer) => !missing.includes(peer)),
    leftOut: missing.map(({ label }) => ({ label, reason })),
  };
}

/** Returns the version of a package that a heavy peer consists of. */
export function readPeerVersion(name: string): string {
  return readVersion(new URL(`node_modules/${name}/package.json`, folder));
}

/** The pins are exact, so what is installed is either what is asked for or something else. */
function isInstalled({ packages = [] }: Peer): boolean {
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
