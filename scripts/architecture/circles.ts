import type { Import, ImportGraph } from "./import-graph.ts";
import { isTestCode } from "./source-tree.ts";

/** A shortest chain of imports that ends where it began. */
export interface Circle {
  /** The folder whose children go round; empty for the repository's root. */
  readonly folder: string;
  readonly imports: readonly Import[];
}

/** Finds a shortest circle through each file that has one, tests and fixtures included. */
export function findFileCircles({ imports }: ImportGraph): readonly Circle[] {
  return findCircles(imports, ({ from, to }) => ({ from, to })).map((circle) => ({
    folder: "",
    imports: circle,
  }));
}

/**
 * Finds circles among the children of each folder, where a folder inside it counts as one child
 * with all it holds. A circle of folders is found although no circle of files runs through it.
 *
 * Test code is left out: it may use all of its package, and nothing imports it.
 */
export function findFolderCircles({ imports }: ImportGraph): readonly Circle[] {
  const byFolder = new Map<string, Import[]>();
  for (const one of imports) {
    if (isTestCode(one.from)) continue;
    const folder = commonFolder(one.from, one.to);
    const siblings = byFolder.get(folder);
    if (siblings) siblings.push(one);
    else byFolder.set(folder, [one]);
  }
  return [...byFolder]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([folder, siblings]) => {
      const childOf = (path: string): string => {
        const start = folder === "" ? 0 : folder.length + 1;
        const end = path.indexOf("/", start);
        return end < 0 ? path : path.slice(0, end);
      };
      const circles = findCircles(siblings, ({ from, to }) => ({
        from: childOf(from),
        to: childOf(to),
      }));
      return circles.map((circle) => ({ folder, imports: circle }));
    });
}

/** Writes a circle as one line for each import: the two files and the names between them. */
export function describeCircle({ folder, imports }: Circle): string {
  const place = folder === "" ? "Circle of imports" : `Circle of imports in ${folder}`;
  return [`${place}:`, ...imports.map((one) => `  ${describeImport(one)}`)].join("\n");
}

export function describeImport({ from, to, names }: Import): string {
  return `${from} -> ${to} (${names.join(", ") || "for its effects"})`;
}

function commonFolder(a: string, b: string): string {
  const left = a.split("/").slice(0, -1);
  const right = b.split("/").slice(0, -1);
  let length = 0;
  while (length < left.length && left[length] === right[length]) length++;
  return left.slice(0, length).join("/");
}

interface Ends {
  readonly from: string;
  readonly to: string;
}

/**
 * Contracts imports to arrows between files or folders, and returns a shortest circle through each of them that is on
 * none found before.
 */
function findCircles(
  imports: readonly Import[],
  contract: (one: Import) => Ends,
): readonly (readonly Import[])[] {
  const arrows = new Map<string, Map<string, Import>>();
  for (const one of imports) {
    const { from, to } = contract(one);
    const targets = arrows.get(from) ?? new Map<string, Import>();
    arrows.set(from, targets);
    if (!targets.has(to)) targets.set(to, one);
  }
  const settled = new Set<string>();
  const circles: (readonly Import[])[] = [];
  for (const start of [...arrows.keys()].sort()) {
    if (settled.has(start)) continue;
    const circle = shortestWay(arrows, start);
    if (!circle) continue;
    for (const one of circle) settled.add(contract(one).from);
    circles.push(circle);
  }
  return circles;
}

/** The shortest chain of arrows from a place back to itself, breadth first. */
function shortestWay(
  arrows: ReadonlyMap<string, ReadonlyMap<string, Import>>,
  start: string,
): readonly Import[] | undefined {
  const ways = new Map<string, readonly Import[]>([[start, []]]);
  for (const [place, way] of ways) {
    for (const [target, one] of arrows.get(place) ?? []) {
      if (target === start) return [...way, one];
      if (!ways.has(target)) ways.set(target, [...way, one]);
    }
  }
  return undefined;
}
