import { execFileSync } from "node:child_process";
import { cpSync, existsSync } from "node:fs";
import { join, relative } from "node:path";
import { TEMPLATES } from "create-mortise";
import type { PublicPackage } from "../workspace/public-packages.ts";

/**
 * Lays out the files of new projects, and the examples that are their templates, for the package that makes
 * projects; returns the folders.
 */
export function stageTemplates({ root }: PublicPackage, staged: string): readonly string[] {
  const project = join(root, "project");
  if (!existsSync(project)) return [];
  cpSync(project, join(staged, "project"), { recursive: true });
  for (const { name } of TEMPLATES) {
    const example = join("examples", name);
    // Files that a run left behind are no part of a template.
    const files = execFileSync("git", ["ls-files", "-z", example], { encoding: "utf8" });
    for (const file of files.split("\0").filter((path) => path !== "")) {
      cpSync(file, join(staged, "templates", name, relative(example, file)));
    }
  }
  return ["project", "templates"];
}
