import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { OutputChunk } from "rolldown";
import { rolldown } from "rolldown";
import { dts } from "rolldown-plugin-dts";
import type { PublicPackage } from "../workspace/public-packages.ts";
import { entriesOf } from "../workspace/public-packages.ts";
import { runInstalled } from "../workspace/run-tool.ts";
import { keepTypeExports } from "./keep-type-exports.ts";

/** The folder to write to. */
export interface RollUpOptions {
  readonly to: string;
}

/**
 * Rolls the declarations of a package up into one `.d.ts` for each of its entries, and one for what
 * they share, and writes them.
 *
 * They are made from the sources, in which every export states its type; for a package whose
 * exports are inferred the compiler writes them first. They have no maps. Members marked
 * `@internal` are left out.
 */
export async function writeDeclarations(
  { root, manifest }: PublicPackage,
  { to }: RollUpOptions,
): Promise<void> {
  await rollUp(root, entriesOf(manifest), to);
}

/** Returns the declarations of one entry of a package, with everything of the package that it shows. */
export async function rollUpEntry({ root }: PublicPackage, source: string): Promise<string> {
  const [chunk] = await rollUp(root, { entry: source });
  return chunk?.code ?? "";
}

async function rollUp(
  root: string,
  sources: Readonly<Record<string, string>>,
  to?: string,
): Promise<OutputChunk[]> {
  const isCompiled = hasInferredExports(root);
  if (isCompiled) runInstalled("typescript", ["-b", root], "tsc");
  const build = await rolldown({
    input: Object.fromEntries(
      Object.entries(sources).map(([name, source]) => [
        name,
        isCompiled ? compiledOf(root, source) : resolve(root, source),
      ]),
    ),
    external: (id) => !/^[./]/.test(id) && !existsSync(id),
    plugins: [
      keepTypeExports(),
      dts({
        emitDtsOnly: true,
        dtsInput: isCompiled,
        oxc: { stripInternal: true },
        tsconfig: false,
      }),
    ],
  });
  const { output } = to ? await build.write({ dir: to }) : await build.generate();
  await build.close();
  return output.filter((file) => file.type === "chunk");
}

/** The declarations that the compiler wrote for a source. */
function compiledOf(root: string, source: string): string {
  return resolve(root, source.replace("./src/", "./.tsc/").replace(/\.ts$/, ".d.ts"));
}

function hasInferredExports(root: string): boolean {
  const { compilerOptions } = JSON.parse(readFileSync(join(root, "tsconfig.json"), "utf8"));
  return compilerOptions?.isolatedDeclarations === false;
}
