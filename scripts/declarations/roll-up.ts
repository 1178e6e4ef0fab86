import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { OutputOptions } from "rolldown";
import { rolldown } from "rolldown";
import { dts } from "rolldown-plugin-dts";
import type { PublicPackage } from "../workspace/public-packages.ts";
import { entriesOf } from "../workspace/public-packages.ts";
import { runInstalled } from "../workspace/run-tool.ts";

/** The declarations of one entry of a package, or a chunk that its entries share. */
export interface RolledDeclarations {
  /** Such as `index.d.ts`. */
  readonly file: string;
  readonly code: string;
}

/** Where to take the sources from, and where to write to. */
export interface RollUpOptions {
  /** The folder with `src`. Default: the package's own. */
  readonly from?: string;
  /** Default: nothing is written. */
  readonly to?: string;
}

/**
 * Rolls the declarations of a package up into one `.d.ts` for each of its entries.
 *
 * They are made from the sources, in which every export states its type; for a package whose
 * exports are inferred the compiler writes them first, and they have no maps. Members marked
 * `@internal` are left out.
 */
export async function rollUpDeclarations(
  { root, manifest }: PublicPackage,
  { from = root, to }: RollUpOptions = {},
): Promise<RolledDeclarations[]> {
  const isInferred = hasInferredExports(root);
  if (isInferred) runInstalled("typescript", ["-b", root], "tsc");
  const toInput = (source: string): string =>
    isInferred
      ? resolve(root, source.replace("./src/", "./.tsc/").replace(/\.ts$/, ".d.ts"))
      : resolve(from, source);
  const build = await rolldown({
    input: Object.fromEntries(
      Object.entries(entriesOf(manifest)).map(([name, source]) => [name, toInput(source)]),
    ),
    external: (id) => !/^[./]/.test(id) && !existsSync(id),
    plugins: dts({
      emitDtsOnly: true,
      oxc: { stripInternal: true },
      sourcemap: to !== undefined && !isInferred,
      tsconfig: false,
    }),
  });
  const options: OutputOptions = { sourcemapExcludeSources: true };
  const { output } = to ? await build.write({ ...options, dir: to }) : await build.generate();
  await build.close();
  return output.flatMap((file) =>
    file.type === "chunk" ? [{ file: file.fileName, code: file.code }] : [],
  );
}

function hasInferredExports(root: string): boolean {
  const { compilerOptions } = JSON.parse(readFileSync(join(root, "tsconfig.json"), "utf8"));
  return compilerOptions?.isolatedDeclarations === false;
}
