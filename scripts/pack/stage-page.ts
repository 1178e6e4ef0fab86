import { globSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { constants, gzipSync } from "node:zlib";
import type { PublicPackage } from "../workspace/public-packages.ts";
import { runInstalled } from "../workspace/run-tool.ts";

/**
 * Builds the page of a package that has one, and lays its files out as `page/<name>.gz`; returns the
 * folder. The server of the page sends them compressed as they are, so npm receives no other form.
 */
export function stagePage({ root, manifest }: PublicPackage, staged: string): readonly string[] {
  const { scripts } = manifest as { readonly scripts?: Readonly<Record<string, string>> };
  if (scripts?.["build:page"] === undefined) return [];
  runInstalled("vite", ["build", "--logLevel", "warn", join(root, "src", "page")]);
  const built = join(root, "page");
  for (const name of globSync("**/*", { cwd: built })) {
    const from = join(built, name);
    if (!statSync(from).isFile()) continue;
    const to = join(staged, "page", `${name}.gz`);
    mkdirSync(dirname(to), { recursive: true });
    writeFileSync(to, gzipSync(readFileSync(from), { level: constants.Z_BEST_COMPRESSION }));
  }
  return ["page"];
}
