import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

/** Lowest first. A package may depend only on packages of a lower layer. */
const LAYERS: readonly (readonly string[])[] = [["core"], ["cli", "inspector"]];

const layerOf = (name: string): number => LAYERS.findIndex((layer) => layer.includes(name));

for (const path of globSync("packages/*/package.json")) {
  const manifest: { name: string; dependencies?: Record<string, string> } = JSON.parse(
    readFileSync(path, "utf8"),
  );
  const self = manifest.name.replace("@mortise/", "");

  test(`${self} depends only on lower layers`, () => {
    expect(layerOf(self), `${self} has no layer`).toBeGreaterThanOrEqual(0);
    const siblings = Object.keys(manifest.dependencies ?? {})
      .filter((name) => name.startsWith("@mortise/"))
      .map((name) => name.replace("@mortise/", ""));
    for (const sibling of siblings) expect(layerOf(sibling)).toBeLessThan(layerOf(self));
  });
}
