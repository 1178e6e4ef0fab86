import { fileURLToPath } from "node:url";
import { PinnedPackages } from "../scripts/workspace/pinned-packages.ts";

/** The programs of others, installed when a run needs them. */
export const peers: PinnedPackages = new PinnedPackages(new URL("./peers/", import.meta.url));

/** Returns the path of a program of `interop` that drives a peer. */
export function driverOf(file: string): string {
  return fileURLToPath(new URL(file, import.meta.url));
}
