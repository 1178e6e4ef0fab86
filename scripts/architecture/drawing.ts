import { posix } from "node:path";
import type { ImportGraph } from "./import-graph.ts";
import type { Order } from "./order.ts";
import { isTestCode } from "./source-tree.ts";

const START = "<!-- drawn by scripts/architecture.test.ts; npm run draw -->";
const END = "<!-- end of the drawing -->";

/** Puts the present order between the two marks of a page; throws for a page without them. */
export function drawInto(page: string, graph: ImportGraph, order: Order): string {
  const start = page.indexOf(START);
  const end = page.indexOf(END);
  if (start < 0 || end < start) {
    throw new Error(`ARCHITECTURE.md needs the lines "${START}" and "${END}" for the drawing`);
  }
  const drawing = `\n\`\`\`\n${drawPackages(graph, order)}\n\n${drawFolders(order)}\n\`\`\`\n`;
  return page.slice(0, start + START.length) + drawing + page.slice(end);
}

/** One line for each package, highest layer first, with the packages that its code imports. */
function drawPackages({ imports }: ImportGraph, { layers }: Order): string {
  const lines = layers.flatMap((layer, height) =>
    layer.map((folder) => {
      const targets = imports
        .filter((one) => one.from.startsWith(`${folder}/`) && !isTestCode(one.from))
        .map((one) => layers.flat().find((other) => one.to.startsWith(`${other}/`)))
        .filter((other) => other !== undefined && other !== folder)
        .map((other) => posix.basename(other ?? ""));
      const known = [...new Set(targets)].sort().join(" ");
      return `${height}  ${posix.basename(folder).padEnd(12)}${known === "" ? "" : `-> ${known}`}`;
    }),
  );
  return lines
    .reverse()
    .map((line) => line.trimEnd())
    .join("\n");
}

/** One block for each package with folders: its floors, highest first. */
function drawFolders({ floors }: Order): string {
  return Object.entries(floors)
    .map(([root, list]) => {
      return [
        root.replace(/^packages\//, ""),
        ...list.map((floor) => `   ${drawFloor(floor)}`),
      ].join("\n");
    })
    .join("\n\n");
}

function drawFloor(floor: string): string {
  return floor
    .split(" ")
    .map((unit) => (unit.endsWith(".ts") ? unit : `${unit}/`))
    .join("  ");
}
