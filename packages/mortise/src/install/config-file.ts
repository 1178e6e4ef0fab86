import type { Plan } from "@mortise/install";
import { MortiseError } from "@mortise/protocol";
import { followLinks, readFileOrNone, replaceFile } from "../output/replace-file.ts";

/** A configuration file as it is on the disk. */
export interface ConfigFile {
  /** The path without links, which is what is written. */
  readonly path: string;
  /** `undefined` for a file that does not exist. */
  readonly bytes: Uint8Array | undefined;
}

/** How often a file that another program keeps changing is planned anew. */
const MAX_TRIES = 50;

/**
 * Reads a configuration file, through links.
 *
 * @throws MortiseError `INVALID_OPTION` when it cannot be read.
 */
export function readConfigFile(written: string): ConfigFile {
  try {
    const path = followLinks(written);
    return { path, bytes: readFileOrNone(path) };
  } catch (cause) {
    throw invalid(`${written} cannot be read: ${(cause as Error).message}`, cause);
  }
}

/** How a file is changed. */
export interface EditOptions {
  /** Whether others may read a file that is created; the mode of another one stays. */
  readonly isShared: boolean;
  /** Called with the old bytes before they are replaced. */
  readonly onBackup: (path: string, bytes: Uint8Array) => void;
}

/**
 * Changes a file as `plan` says, so that every reader finds the old content or the new one: a new file
 * beside it takes its place, with its mode and owner, and links to it stay. A file that another program
 * changes meanwhile is planned anew.
 *
 * @throws MortiseError `INVALID_OPTION` from the plan, with the file, and when it cannot be written.
 */
export function editConfigFile(
  written: string,
  plan: (bytes: Uint8Array | undefined) => Plan,
  options: EditOptions,
): { readonly path: string; readonly plan: Plan } {
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const { path, bytes } = readConfigFile(written);
    const planned = planFor(path, bytes, plan);
    if (planned.after === planned.before) return { path, plan: planned };
    if (bytes !== undefined) options.onBackup(path, bytes);
    if (replaceFile(path, planned, options.isShared)) return { path, plan: planned };
  }
  throw invalid(`${written} changes all the time; end the programs that write it, and try again`);
}

/** Plans an edit, and puts the file before the reason of a refusal. */
export function planFor(
  path: string,
  bytes: Uint8Array | undefined,
  plan: (bytes: Uint8Array | undefined) => Plan,
): Plan {
  try {
    return plan(bytes);
  } catch (cause) {
    if (!MortiseError.is(cause)) throw cause;
    throw invalid(`${path} ${cause.message}`, cause);
  }
}

function invalid(message: string, cause: unknown = undefined): MortiseError {
  return new MortiseError("INVALID_OPTION", message, cause === undefined ? {} : { cause });
}
