// Installs the rivals that are too heavy for the workspace from a lock file of their own, before a run
// that measures them.
import { PinnedPackages } from "../scripts/workspace/pinned-packages.ts";
import type { Contender } from "./load/contender.ts";

/** A contender that could not be measured, and the reason. */
export interface LeftOut {
  label: string;
  reason: string;
}

const rivals = new PinnedPackages(new URL("./rivals/", import.meta.url));

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
  const failure = rivals.install();
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
  return rivals.version(name);
}

function isInstalled({ packages = [] }: Contender): boolean {
  return rivals.has(packages);
}
