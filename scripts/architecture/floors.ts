import { describeImport } from "./circles.ts";
import type { ImportGraph } from "./import-graph.ts";
import { isTestCode } from "./source-tree.ts";

/**
 * The order of a package's folders, highest first and ground last. One floor names one or more
 * folders, separated by spaces, that do not know each other. A file of the package's root stands
 * above all floors unless a floor names it; a folder inside a folder may have a floor of its own.
 */
export type Floors = readonly string[];

/** Returns a sentence for each folder without a floor, each stale name and each import upwards. */
export function findFloorFaults(
  { files, imports }: ImportGraph,
  root: string,
  floors: Floors,
): readonly string[] {
  const inside = files.filter((path) => path.startsWith(`${root}/`));
  const order = new Map(floors.flatMap((floor, at) => floor.split(" ").map((unit) => [unit, at])));
  const unitOf = (path: string): string | undefined => {
    const parts = path.slice(root.length + 1).split("/");
    for (let length = parts.length; length > 0; length--) {
      const unit = parts.slice(0, length).join("/");
      if (order.has(unit)) return unit;
    }
    return undefined;
  };

  const faults: string[] = [];
  const homeless = inside.filter(
    (path) => path.includes("/", root.length + 1) && !isTestCode(path) && !unitOf(path),
  );
  for (const folder of new Set(homeless.map((path) => path.split("/").slice(0, -1).join("/")))) {
    faults.push(`${folder} has no floor in scripts/architecture/order.ts`);
  }
  for (const unit of order.keys()) {
    const place = `${root}/${unit}`;
    if (inside.some((path) => path === place || path.startsWith(`${place}/`))) continue;
    faults.push(`scripts/architecture/order.ts names ${place}, which does not exist`);
  }
  for (const one of imports) {
    if (isTestCode(one.from) || !one.from.startsWith(`${root}/`)) continue;
    if (!one.to.startsWith(`${root}/`)) continue;
    const from = unitOf(one.from);
    const to = unitOf(one.to);
    if (from === undefined || from === to) continue;
    if (to === undefined && one.to.includes("/", root.length + 1)) continue;
    const height = to === undefined ? -1 : (order.get(to) ?? -1);
    if (height > (order.get(from) ?? -1)) continue;
    faults.push(`${from} must not know ${to ?? "the package's root"}: ${describeImport(one)}`);
  }
  return faults;
}
