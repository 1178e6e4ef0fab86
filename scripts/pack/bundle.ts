import { isBuiltin } from "node:module";
import { join } from "node:path";
import type { OutputBundle, OutputChunk } from "rolldown";
import { rolldown } from "rolldown";
import { minify } from "rolldown/utils";
import type { Manifest } from "../workspace/public-packages.ts";
import { commandsOf, entriesOf, oldestNode } from "../workspace/public-packages.ts";

/** A bundle that was written, and the packages whose code it contains. */
export interface Bundle {
  /** Such as `index.js`. */
  readonly file: string;
  /** The folders of the packages that went in, such as `/…/node_modules/commander`. */
  readonly inlined: readonly string[];
}

/**
 * Writes one bundle for each entry and command of the package in `root` to `directory`.
 *
 * The package's own modules go in, and so does what is neither a dependency nor a peer in its
 * manifest, in chunks of its own. Bundles are not minified, so that they can be read and debugged as
 * they are; their docstrings stand in the declarations beside them. Chunks of other packages lose their line
 * breaks and the names of their variables too. There are no source maps. Syntax that the oldest Node in the
 * manifest's `engines` cannot parse, such as `using`, is rewritten.
 */
export async function bundle(
  root: string,
  manifest: Manifest,
  directory: string,
): Promise<readonly Bundle[]> {
  const sources = { ...entriesOf(manifest), ...commandsOf(manifest) };
  const kept = new Set(Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies }));
  const build = await rolldown({
    input: Object.fromEntries(
      Object.entries(sources).map(([name, source]) => [name, join(root, source)]),
    ),
    external: (id) => isBuiltin(id) || kept.has(packageNameOf(id)),
    platform: "node",
    // A wrapper for both kinds of modules asks for its parts by `require`, which finds none in a bundle.
    resolve: { mainFields: ["module", "main"] },
    transform: { target: `node${oldestNode(manifest)}` },
    plugins: [{ name: "small packages", generateBundle: shrinkPackages }],
  });
  const { output } = await build.write({
    dir: directory,
    entryFileNames: "[name].js",
    chunkFileNames: "chunk-[name]-[hash].js",
    comments: { legal: true, annotation: true, jsdoc: false },
    codeSplitting: {
      groups: [
        {
          debugName: "other packages",
          name: (id) => installedAt(id)?.replace(/^.*node_modules\//, "") ?? null,
        },
      ],
    },
  });
  await build.close();
  return output.filter((file) => file.type === "chunk").map(describe);
}

/**
 * Takes comments, line breaks and long names of variables out of each chunk that has the code of other
 * packages alone; functions and classes keep their names, which errors show.
 */
async function shrinkPackages(_options: unknown, output: OutputBundle): Promise<void> {
  for (const file of Object.values(output)) {
    if (file.type !== "chunk" || !file.moduleIds.every(installedAt)) continue;
    const { code, errors } = await minify(file.fileName, file.code, {
      compress: false,
      mangle: { keepNames: true },
    });
    if (errors.length > 0) throw new Error(`${file.name}: ${errors.map(String).join("; ")}`);
    file.code = code;
  }
}

function describe({ fileName, moduleIds }: OutputChunk): Bundle {
  const folders = moduleIds.map(installedAt).filter((folder) => folder !== undefined);
  return { file: fileName, inlined: [...new Set(folders)] };
}

/** The package of an import, such as `@scope/name` of `@scope/name/file.js`. */
function packageNameOf(id: string): string {
  return id.split("/", id.startsWith("@") ? 2 : 1).join("/");
}

/** The folder of the installed package that a module belongs to; `undefined` for our own modules. */
function installedAt(id: string): string | undefined {
  return /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(id)?.[0].replaceAll("\\", "/");
}
