import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

const PACKAGE = fileURLToPath(new URL("../../", import.meta.url));
/** Beside the page, since that is published. */
const FILE = fileURLToPath(new URL("../../.tsc/page-sources.json", import.meta.url));

/**
 * Writes the SHA-256 of each source that is in the page, by its path from the package, so that a test knows
 * whether the page was built from the sources as they are: their times change with a rebase.
 */
export function writeDigests(): Plugin {
  return {
    name: "digests",
    generateBundle() {
      const paths = [...this.getModuleIds()].map((id) => id.replace(/\?.*$/, ""));
      const own = paths.filter((path) => path.startsWith("/") && !path.includes("/node_modules/"));
      const digests = [...new Set(own)].sort().map((path) => {
        const digest = createHash("sha256").update(readFileSync(path)).digest("hex");
        return [relative(PACKAGE, path), digest] as const;
      });
      mkdirSync(dirname(FILE), { recursive: true });
      writeFileSync(FILE, JSON.stringify(Object.fromEntries(digests), null, 2));
    },
  };
}
