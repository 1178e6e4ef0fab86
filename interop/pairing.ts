import type { PinnedPackages } from "../scripts/workspace/pinned-packages.ts";

/** Ours with one program of others, or with two. */
export interface Pairing {
  readonly name: string;
  /** Belongs to the short form, which CI runs. */
  readonly isShort: boolean;
  /** The packages of npm that it runs; default: the peers. */
  readonly packages?: PinnedPackages;
  /** Resolves with what was compared; rejects with what was different. */
  readonly run: () => Promise<string>;
}

/** A pairing ends with an event; this only ends one that hangs, on the slowest machine. */
const LIMIT_MS = 600_000;

/** Runs a pairing to its end, and reports it as one line; returns whether it passed. */
export async function runPairing({ name, run }: Pairing): Promise<boolean> {
  const started = Date.now();
  const limit = Promise.withResolvers<never>();
  const timer = setTimeout(() => limit.reject(new Error(`It hangs for ${LIMIT_MS} ms`)), LIMIT_MS);
  const seconds = (): string => `${((Date.now() - started) / 1000).toFixed(1)} s`;
  try {
    const compared = await Promise.race([run(), limit.promise]);
    console.log(`ok   ${name}: ${compared} (${seconds()})`);
    return true;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    console.log(`FAIL ${name} (${seconds()})\n     ${reason.replaceAll("\n", "\n     ")}`);
    return false;
  } finally {
    clearTimeout(timer);
  }
}
