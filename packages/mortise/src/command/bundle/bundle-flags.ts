import { dirname, resolve } from "node:path";
import { MortiseError } from "@mortise/protocol";
import type { ArchiveFiles, BundleVariable, ManifestParts } from "@mortise/publish";
import { checkIcon, readPerson, readVariable } from "@mortise/publish";
import { writeNote } from "../../output/note.ts";
import { readRegularFile } from "../../target/read-regular-file.ts";
import { readIncludes } from "./read-includes.ts";
import { readPackage } from "./read-package.ts";
import { readMaxSize } from "./size.ts";

/** The options of `mortise bundle`, as commander reads them. */
export interface BundleFlags {
  readonly out?: string;
  readonly name?: string;
  readonly author?: string;
  readonly env?: readonly string[];
  readonly secret?: readonly string[];
  readonly include?: readonly string[];
  readonly icon?: string;
  readonly privacy?: readonly string[];
  readonly external?: readonly string[];
  readonly maxSize: string;
  readonly timeout: string;
  readonly check: boolean;
}

/** The parts of a bundle beside the code of its server. */
export interface BundleOrder {
  readonly parts: Omit<ManifestParts, "server" | "variables"> & {
    readonly variables: readonly BundleVariable[];
  };
  /** The files that the server reads, by their places beside it. */
  readonly includes: ArchiveFiles;
  readonly icon: Uint8Array | undefined;
  /** In bytes. */
  readonly maxSize: number;
}

/**
 * Reads the options and the package.json of a bundle, and all files but the code.
 *
 * @throws MortiseError `INVALID_OPTION` for each that cannot be bundled.
 */
export function readOrder(file: string, flags: BundleFlags): BundleOrder {
  const { name, author, env = [], secret = [], include = [], privacy = [] } = flags;
  const { project } = readPackage(dirname(file));
  const variables = readVariables({ env, secret });
  const { files: includes, skipped } = readIncludes(include, dirname(file));
  if (skipped.length > 0) writeNote(`left out: ${skipped.join(", ")}`);
  const icon = flags.icon === undefined ? undefined : readIcon(flags.icon);
  return {
    parts: {
      project:
        author === undefined ? project : { ...project, author: readPerson(author, "--author") },
      variables,
      hasIcon: icon !== undefined,
      privacyPolicies: privacy,
      ...(name !== undefined && { name }),
    },
    includes,
    icon,
    maxSize: readMaxSize(flags.maxSize),
  };
}

/** The options that name variables which the user gives. */
export type VariableFlags = Pick<BundleFlags, "env" | "secret">;

/** Reads `--env` and `--secret`. */
export function readVariables({ env = [], secret = [] }: VariableFlags): BundleVariable[] {
  return [
    ...env.map((written) => readVariable(written, false)),
    ...secret.map((written) => readVariable(written, true)),
  ];
}

function readIcon(written: string): Uint8Array {
  let bytes: Uint8Array;
  try {
    bytes = readRegularFile(resolve(written));
  } catch (cause) {
    throw new MortiseError("INVALID_OPTION", `--icon: ${(cause as Error).message}`, { cause });
  }
  const remark = checkIcon(bytes, written);
  if (remark !== undefined) writeNote(remark);
  return bytes;
}
