import { isBuiltin } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { rolldown } from "rolldown";

/**
 * Bytes that a server may have as Cloudflare counts them: in one minified module, after gzip.
 * docs/decisions/0030 lists what they are.
 */
export const MAX_GZIP_BYTES: number = 88 * 1024;

/** Writes a server of `edge/server` as one module of `folder`, and returns its path. */
export async function writeBundle(
  name: string,
  folder: string,
  as: string = `${name}.js`,
): Promise<string> {
  await using build = await open(name);
  const file = join(folder, as);
  await build.write({ file, codeSplitting: false });
  return file;
}

/** Returns the bytes of a server of `edge/server` as one minified module, after gzip. */
export async function measureBundle(name: string): Promise<number> {
  await using build = await open(name);
  const { output } = await build.generate({ minify: true, codeSplitting: false });
  return gzipSync(output[0].code, { level: 9 }).byteLength;
}

function open(name: string): ReturnType<typeof rolldown> {
  const input = fileURLToPath(new URL(`server/${name}.ts`, import.meta.url));
  return rolldown({ input, platform: "neutral", external: isBuiltin });
}
