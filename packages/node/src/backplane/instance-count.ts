import { MortiseError } from "@mortise/protocol";

/** Reads how many nodes serve: the option, else the environment variable `MORTISE_NODES`, else one. */
export function readNodeCount(
  nodes: number | undefined,
  environment: NodeJS.ProcessEnv = process.env,
): number {
  const written = environment["MORTISE_NODES"] || undefined;
  const count = nodes ?? Number(written ?? 1);
  if (Number.isInteger(count) && count >= 1) return count;
  throw new MortiseError(
    "INVALID_OPTION",
    `${nodes === undefined ? "MORTISE_NODES" : "nodes"} must be 1 or more, not ${JSON.stringify(nodes ?? written)}`,
  );
}

/**
 * Refuses to serve one of several nodes that share nothing: their sessions, streams and changes
 * would be lost on each other.
 *
 * @throws MortiseError `INVALID_OPTION` with what to set.
 */
export function checkNodes(nodes: number, isShared: () => boolean): void {
  if (nodes === 1 || isShared()) return;
  throw new MortiseError(
    "INVALID_OPTION",
    `${nodes} nodes need a store that they share, and this one keeps everything in its own memory: set MORTISE_STORE or the option store to a postgres:// or redis:// URL, or give the server a backplane with server.join`,
  );
}
