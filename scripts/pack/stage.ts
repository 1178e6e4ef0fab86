import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { writeDeclarations } from "../declarations/roll-up.ts";
import type { Manifest, PublicPackage } from "../workspace/public-packages.ts";
import type { Bundle } from "./bundle.ts";
import { bundle } from "./bundle.ts";
import { stageDocs } from "./stage-docs.ts";
import { stagePage } from "./stage-page.ts";
import { stageTemplates } from "./stage-templates.ts";

/** The fields of a manifest that npm must not receive. */
const UNPUBLISHED = ["scripts", "devDependencies"];

/**
 * Lays a package out as npm receives it, in `<root>/.pack`, and returns that folder.
 *
 * In the repository `exports` names sources, so nothing is built to run, test or type-check. npm
 * receives the same manifest with `./dist/x.js` in place of each `./src/x.ts`: one bundle and one
 * rolled-up declaration for each entry.
 */
export async function stagePackage(subject: PublicPackage): Promise<string> {
  const { root, manifest } = subject;
  const staged = join(root, ".pack");
  const built = join(staged, "dist");
  rmSync(staged, { recursive: true, force: true });
  mkdirSync(staged);
  const bundles = await bundle(root, manifest, built);
  await writeDeclarations(subject, { to: built });
  const folders = [
    ...stagePage(subject, staged),
    ...stageTemplates(subject, staged),
    ...stageDocs(subject, staged),
  ];
  const licenses = writeLicenses(bundles);
  if (licenses) writeFileSync(join(built, "third-party-licenses.txt"), licenses);
  copyFileSync("LICENSE", join(staged, "LICENSE"));
  copyFileSync(join(root, "README.md"), join(staged, "README.md"));
  const changes = join(root, "CHANGELOG.md");
  // Changesets writes it at the first release of a package.
  if (existsSync(changes)) copyFileSync(changes, join(staged, "CHANGELOG.md"));
  const text = JSON.stringify(toPublished(manifest, folders), null, 2);
  writeFileSync(join(staged, "package.json"), `${text}\n`);
  return staged;
}

/** The licences of every package whose code is in a bundle, one after the other. */
function writeLicenses(bundles: readonly Bundle[]): string {
  const folders = new Set(bundles.flatMap(({ inlined }) => inlined));
  return [...folders].sort().map(readLicense).join("\n");
}

function readLicense(folder: string): string {
  const { name, version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (!file) throw new Error(`${name} is in a bundle and has no licence file in ${folder}`);
  return `${name} ${version}\n\n${readFileSync(join(folder, file), "utf8").trim()}\n`;
}

function toPublished(manifest: Manifest, folders: readonly string[]): object {
  const published = Object.entries(manifest).filter(([field]) => !UNPUBLISHED.includes(field));
  return {
    ...Object.fromEntries(published),
    exports: Object.fromEntries(
      Object.entries(manifest.exports).map(([entry, source]) => [
        entry,
        { types: toBuilt(source, ".d.ts"), default: toBuilt(source, ".js") },
      ]),
    ),
    ...(manifest.bin && {
      bin: Object.fromEntries(
        Object.entries(manifest.bin).map(([command, source]) => [command, toBuilt(source, ".js")]),
      ),
    }),
    files: ["dist", ...folders],
  };
}

function toBuilt(source: string, extension: string): string {
  return source.replace(/^\.\/src\/(.+)\.ts$/, `./dist/$1${extension}`);
}
