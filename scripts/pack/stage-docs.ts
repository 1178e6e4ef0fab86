import { cpSync, existsSync, globSync } from "node:fs";
import { join } from "node:path";
import type { PublicPackage } from "../workspace/public-packages.ts";

/** Lays out the pages and the skills that the command serves, for the package that has skills; returns the folders. */
export function stageDocs({ root }: PublicPackage, staged: string): readonly string[] {
  const skills = join(root, "skills");
  if (!existsSync(skills)) return [];
  cpSync(skills, join(staged, "skills"), { recursive: true });
  for (const path of globSync("docs/*/*.md", { exclude: ["docs/decisions"] })) {
    cpSync(path, join(staged, path));
  }
  return ["docs", "skills"];
}
