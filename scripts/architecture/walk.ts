import { posix } from "node:path";
import type { Order } from "./order.ts";

/**
 * Returns a sentence for each numbered step under `heading` whose file does not lie below the file
 * of the step before it. The file of a step is its first link.
 */
export function findClimbs(page: string, heading: string, order: Order): readonly string[] {
  const steps = readSteps(page, heading);
  if (steps.length === 0) return [`There are no numbered steps under "${heading}"`];
  return steps.slice(1).flatMap((file, index) => {
    const before = steps[index] ?? "";
    return isBelow(file, before, order) ? [] : [`${file} does not lie below ${before}`];
  });
}

function readSteps(page: string, heading: string): readonly string[] {
  const [, rest = ""] = page.split(`\n## ${heading}\n`);
  const [section = ""] = rest.split(/\n## /);
  return [...section.matchAll(/^\d+\. \[[^\]]+\]\(([^)]+)\)/gm)].map(([, file = ""]) => file);
}

function isBelow(file: string, before: string, { layers, floors }: Order): boolean {
  const [home, above] = [file, before].map((path) => path.split("/").slice(0, 2).join("/"));
  const layerOf = (folder = ""): number => layers.findIndex((layer) => layer.includes(folder));
  if (home !== above) return layerOf(home) < layerOf(above);
  const root = `${home}/src`;
  const floorOf = (path: string): number => {
    for (let unit = posix.relative(root, path); unit !== "."; unit = posix.dirname(unit)) {
      const at = (floors[root] ?? []).findIndex((floor) => floor.split(" ").includes(unit));
      if (at >= 0) return at;
    }
    return -1;
  };
  return floorOf(file) > floorOf(before);
}
