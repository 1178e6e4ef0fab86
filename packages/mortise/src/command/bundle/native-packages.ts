import { readFileSync } from "node:fs";
import { MortiseError } from "@mortise/protocol";

/** Packages that load a file of native code, which they look for beside the package that asks them. */
const LOADERS = new Set([
  "bindings",
  "node-gyp-build",
  "node-gyp-build-optional-packages",
  "@mapbox/node-pre-gyp",
  "node-pre-gyp",
  "pkg-prebuilds",
]);

/** The packages of native code that a package chooses from, such as `@img/sharp-linux-x64`. */
const FOR_ONE_SYSTEM = /[-/.](?:linux|darwin|win32)-(?:x64|arm64|ia32|arm)\b/;

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/**
 * Refuses modules of packages with native code: it is made for one system and one line of Node, and is not in
 * the bundle.
 *
 * @throws MortiseError `INVALID_OPTION` with the packages, and the way to leave them out.
 */
export function refuseNative(modules: readonly string[]): void {
  const folders = new Map<string, string>();
  for (const path of modules) {
    const [folder, name] = /^.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(path) ?? [];
    if (folder !== undefined && name !== undefined) folders.set(folder, name.replace("\\", "/"));
  }
  const native = [...folders].filter(([folder, name]) => !LOADERS.has(name) && isNative(folder));
  const names = [...new Set(native.map(([, name]) => name))].sort();
  if (names.length === 0) return;
  const flags = names.map((name) => `--external ${name}`).join(" ");
  throw new MortiseError(
    "INVALID_OPTION",
    `${names.join(", ")} ${names.length === 1 ? "has" : "have"} native code, which works on one system and is not in a bundle: use a package without, or leave it out if the server can do without: ${flags}`,
  );
}

function isNative(folder: string): boolean {
  const { dependencies = {}, optionalDependencies = {} } = readManifest(folder);
  const names = Object.keys({ ...dependencies, ...optionalDependencies });
  return (
    names.some((name) => LOADERS.has(name)) ||
    Object.keys(optionalDependencies).some((name) => FOR_ONE_SYSTEM.test(name))
  );
}

function readManifest(folder: string): Manifest {
  try {
    return JSON.parse(readFileSync(`${folder}/package.json`, "utf8")) as Manifest;
  } catch {
    return {};
  }
}
