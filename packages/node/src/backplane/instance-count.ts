import { MortiseError } from "@mortise/protocol";

/**
 * Gives the number of instances that serve behind one address: the option, otherwise the environment
 * variable `MORTISE_INSTANCES`, otherwise 1.
 *
 * @throws MortiseError `INVALID_OPTION` for a number below 1 or with a fraction, and for another text.
 */
export function readInstanceCount(
  instances: number | string | undefined,
  environment: NodeJS.ProcessEnv = process.env,
): number {
  const written = environment["MORTISE_INSTANCES"] || undefined;
  const count = Number(instances ?? written ?? 1);
  if (Number.isInteger(count) && count >= 1) return count;
  throw new MortiseError(
    "INVALID_OPTION",
    `${instances === undefined ? "MORTISE_INSTANCES" : "instances"} must be 1 or more, not ${show(instances ?? written)}`,
  );
}

/**
 * Refuses to serve one of several instances that share nothing: their sessions, streams and changes
 * would be lost on each other.
 *
 * @throws MortiseError `INVALID_OPTION` with what to set.
 */
export function checkInstances(instances: number, isShared: () => boolean): void {
  if (instances === 1 || isShared()) return;
  throw new MortiseError(
    "INVALID_OPTION",
    `${instances} instances need a backplane that they share, and this one keeps everything in its own memory: set MORTISE_BACKPLANE or the option backplane to a postgres:// or redis:// URL (sqlite: and a path on one machine), or give the server a backplane with server.join`,
  );
}

/** NaN has no form in JSON, where it would be shown as null. */
function show(value: number | string | undefined): string {
  return typeof value === "number" ? String(value) : JSON.stringify(value);
}
