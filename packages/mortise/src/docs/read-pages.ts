import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readInstalledPackage } from "../target/installed-package.ts";
import type { Page } from "./page.ts";
import { parsePage } from "./page.ts";

/** Reads the pages for users, without the decisions, as this package carries them. */
export function readPages(): readonly Page[] {
  const { root } = readInstalledPackage();
  const carried = join(root, "docs");
  // In the repository the pages are beside the packages.
  const folder = existsSync(carried) ? carried : join(root, "../../docs");
  return globSync("*/*.md", { cwd: folder })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => !path.startsWith("decisions/"))
    .sort()
    .map((path) => parsePage(path, readFileSync(join(folder, path), "utf8")));
}
