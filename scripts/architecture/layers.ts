import { posix } from "node:path";
import { describeImport } from "./circles.ts";
import type { ImportGraph } from "./import-graph.ts";
import type { SourceTree } from "./source-tree.ts";
import { isTestCode, isTypeScript } from "./source-tree.ts";

/** Package folders by layer, ground first. A package knows only packages of lower layers. */
export type Layers = readonly (readonly string[])[];

interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** Returns a sentence for each package without a layer and each dependency or import upwards. */
export function findLayerFaults(
  tree: SourceTree,
  { imports }: ImportGraph,
  layers: Layers,
): readonly string[] {
  const faults: string[] = [];
  const layerOf = (folder: string): number => layers.findIndex((layer) => layer.includes(folder));
  const folders = new Map<string, string>();
  for (const [path, text] of tree) {
    if (!/^(packages|connectors)\/[^/]+\/package\.json$/.test(path)) continue;
    const manifest: Manifest = JSON.parse(text);
    folders.set(manifest.name, posix.dirname(path));
  }
  for (const [name, folder] of folders) {
    if (layerOf(folder) < 0) faults.push(`${folder} has no layer in scripts/architecture/order.ts`);
    for (const other of readDependencies(tree.get(`${folder}/package.json`) ?? "{}")) {
      const target = folders.get(other);
      if (target === undefined || layerOf(target) < layerOf(folder)) continue;
      faults.push(`${name} must not depend on ${other}: its layer is not lower`);
    }
  }
  for (const folder of layers.flat()) {
    if (tree.has(`${folder}/package.json`)) continue;
    faults.push(`scripts/architecture/order.ts names ${folder}, which is no package`);
  }

  const home = (path: string): string => path.split("/").slice(0, 2).join("/");
  for (const one of imports) {
    const from = home(one.from);
    const to = home(one.to);
    const isRelative = one.specifier.startsWith(".");
    if (from === to) {
      if (isRelative || isTestCode(one.from) || layerOf(from) < 0) continue;
      faults.push(`A package imports itself by relative paths: ${describeImport(one)}`);
    } else if (layerOf(to) >= 0) {
      // Fuzzing and soaking reach for single files on purpose.
      if (isRelative && isProduct(one.from))
        faults.push(`A package is imported by its name: ${describeImport(one)}`);
      if (layerOf(from) < 0 || layerOf(to) < layerOf(from)) continue;
      faults.push(`${from} must not know ${to}: ${describeImport(one)}`);
    }
  }
  return faults;
}

/** Returns a sentence for each portable package that has Node's types or a Node module outside of its folder `src/node`. */
export function findPortabilityFaults(
  tree: SourceTree,
  portable: readonly string[],
): readonly string[] {
  const faults: string[] = [];
  for (const folder of portable) {
    const config = JSON.parse(tree.get(`${folder}/tsconfig.json`) ?? "{}");
    const types: readonly string[] = config.compilerOptions?.types ?? [];
    if (types.length > 0)
      faults.push(`${folder} is portable, but compiles with the types ${JSON.stringify(types)}`);
    for (const [path, text] of tree) {
      if (!path.startsWith(`${folder}/`) || path.startsWith(`${folder}/src/node/`)) continue;
      if (!isTypeScript(path) || isTestCode(path)) continue;
      if (/from "node:|import\("node:/.test(text))
        faults.push(`${path} is portable, but uses Node`);
    }
  }
  return faults;
}

/**
 * Returns a sentence for each import of a part by a connector or an example. The authorization server is
 * a part that `mortise` does not bring, and the server alone runs without Node.
 */
export function findFaceFaults({ imports }: ImportGraph): readonly string[] {
  return imports
    .filter(
      ({ from, specifier }) =>
        /^(connectors|examples)\//.test(from) &&
        /^@mortise\/(?!connector-|(auth-)?server$)/.test(specifier),
    )
    .map((one) => `Import "mortise" instead of ${one.specifier}: ${describeImport(one)}`);
}

/** Returns a sentence for each product file that imports a test or a fixture. */
export function findTestCodeFaults({ imports }: ImportGraph): readonly string[] {
  return imports
    .filter(({ from, to }) => isProduct(from) && !isTestCode(from) && isTestCode(to))
    .map((one) => `Only tests import test code: ${describeImport(one)}`);
}

function isProduct(path: string): boolean {
  return /^(packages|connectors|examples)\//.test(path);
}

function readDependencies(text: string): readonly string[] {
  const manifest: Manifest = JSON.parse(text);
  return Object.keys({
    ...manifest.dependencies,
    ...manifest.devDependencies,
    ...manifest.peerDependencies,
    ...manifest.optionalDependencies,
  });
}
