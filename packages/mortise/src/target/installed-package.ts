import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** This package as installed: its sources in the repository, bundles elsewhere. */
export interface InstalledPackage {
  /** The folder that holds its manifest. */
  readonly root: string;
  readonly version: string;
  /** The file of the command. */
  readonly bin: string;
}

/** Finds the package of this module; bundling moves modules only inside of it. */
export function readInstalledPackage(): InstalledPackage {
  let root = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(root, "package.json"))) root = dirname(root);
  const { version, bin } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    readonly version: string;
    readonly bin: { readonly mortise: string };
  };
  return { root, version, bin: join(root, bin.mortise) };
}
