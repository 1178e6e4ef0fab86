import { globSync, readFileSync } from "node:fs";
import { dirname } from "node:path";

/** The parts of a `package.json` that the scripts read. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  /** Entry to source, such as `"./agent": "./src/agent.ts"`. */
  readonly exports: Readonly<Record<string, string>>;
  readonly engines?: { readonly node?: string };
  readonly bin?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

/** A package of the workspace that npm receives. */
export interface PublicPackage {
  /** Its folder, from the root of the repository. */
  readonly root: string;
  readonly manifest: Manifest;
}

/** Finds every package that is published, sorted by folder. */
export function findPublicPackages(): PublicPackage[] {
  return globSync("{packages,connectors}/*/package.json")
    .map((path) => ({
      root: dirname(path),
      manifest: readManifest(path),
    }))
    .filter(({ manifest }) => !manifest.private)
    .sort((one, other) => (one.root < other.root ? -1 : 1));
}

/** Reads a `package.json`. */
export function readManifest(path: string): Manifest {
  return JSON.parse(readFileSync(path, "utf8"));
}

/** The sources behind the entries of a package, by the names of the files that are built from them. */
export function entriesOf(manifest: Manifest): Record<string, string> {
  return nameFiles(Object.values(manifest.exports));
}

/** The sources behind the commands of a package, by the names of the files that are built from them. */
export function commandsOf(manifest: Manifest): Record<string, string> {
  return nameFiles(Object.values(manifest.bin ?? {}));
}

/**
 * The oldest version of Node that a package allows, such as `22.18`.
 *
 * @throws Error when `engines.node` is not of the form `>=22.18`.
 */
export function oldestNode({ name, engines }: Manifest): string {
  const [, oldest] = /^>=(\d+\.\d+)$/.exec(engines?.node ?? "") ?? [];
  if (oldest === undefined) {
    throw new Error(`${name} has engines.node ${engines?.node}; write it as >=22.18`);
  }
  return oldest;
}

function nameFiles(sources: readonly string[]): Record<string, string> {
  // The folder is part of the name: two entries may be called `index`.
  const nameOf = (source: string): string => source.replace(/^\.\/src\//, "").replace(/\.ts$/, "");
  return Object.fromEntries(sources.map((source) => [nameOf(source), source]));
}
