import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

const PACKAGE = /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/;

/**
 * Writes the licences of every package whose code is in the page into `third-party-licenses.txt`, which
 * they ask for.
 */
export function writeLicenses(): Plugin {
  return {
    name: "licences",
    generateBundle(_options, output) {
      const folders = Object.values(output).flatMap((file) =>
        file.type === "chunk" ? file.moduleIds.flatMap((id) => PACKAGE.exec(id)?.[0] ?? []) : [],
      );
      const texts = [...new Set(folders)].sort().map(readLicense);
      this.emitFile({
        type: "asset",
        fileName: "third-party-licenses.txt",
        source: texts.join("\n"),
      });
    },
  };
}

/** Some packages name their licence in the manifest alone. */
function readLicense(folder: string): string {
  const manifest = readFileSync(join(folder, "package.json"), "utf8");
  const { name, version, license } = JSON.parse(manifest) as Record<string, string>;
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  const text =
    file === undefined ? `Licence: ${license}` : readFileSync(join(folder, file), "utf8");
  return `${name} ${version}\n\n${text.trim()}\n`;
}
