import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** This package as it is installed: from its sources in the repository, bundled elsewhere. */
export interface InstalledPackage {
  /** The folder that holds its manifest. */
  readonly root: string;
  readonly version: string;
  /** The file of the command. */
  readonly bin: string;
}

/** Finds the package that this module belongs to; bundling moves modules, but not out of it. */
export function readInstalledPackage(): InstalledPackage {
  let root = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(root, "package.json"))) root = dirname(root);
  const { version, bin } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    readonly version: string;
    readonly bin: { readonly mortise: string };
  };
  return { root, version, bin: join(root, bin.mortise) };
}
