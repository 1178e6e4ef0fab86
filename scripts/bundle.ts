import { basename, join } from "node:path";
import { rolldown } from "rolldown";

/**
 * Writes one bundle for each entry of the package in `root` to `directory`.
 *
 * Everything of the package itself goes into the bundles; everything else stays an import.
 */
export async function bundle(
  root: string,
  entries: readonly string[],
  directory: string,
): Promise<void> {
  const input = Object.fromEntries(
    entries.map((entry) => [basename(entry, ".ts"), join(root, entry)]),
  );
  const build = await rolldown({ input, external: (id) => !/^[./]/.test(id), platform: "neutral" });
  await build.write({
    dir: directory,
    sourcemap: true,
    entryFileNames: "[name].js",
    chunkFileNames: "chunk-[name]-[hash].js",
  });
  await build.close();
}
