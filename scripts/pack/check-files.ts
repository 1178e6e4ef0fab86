import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Finds published files that name a source or a source map: npm receives neither, so that the name
 * would lead nowhere.
 */
export function findStrayReferences(staged: string): string[] {
  const stray = globSync("{src/**,dist/**/*.map}", { cwd: staged }).map(
    (path) => `${path} is not published`,
  );
  const naming = globSync("dist/**/*.{js,d.ts}", { cwd: staged }).filter((path) =>
    /^\/\/# sourceMappingURL=|^\/\/\/ <reference path=/m.test(
      readFileSync(join(staged, path), "utf8"),
    ),
  );
  return [...stray, ...naming.map((path) => `${path} names a file that is not published`)];
}
