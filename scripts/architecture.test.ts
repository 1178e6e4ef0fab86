import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { findLongFiles, findLongFunctions, findWideFunctions } from "./architecture/budgets.ts";
import { describeCircle, findFileCircles, findFolderCircles } from "./architecture/circles.ts";
import { drawInto } from "./architecture/drawing.ts";
import { findFloorFaults } from "./architecture/floors.ts";
import { linkImports } from "./architecture/import-graph.ts";
import {
  findFaceFaults,
  findLayerFaults,
  findPortabilityFaults,
  findTestCodeFaults,
} from "./architecture/layers.ts";
import { measureFunctions } from "./architecture/measure-functions.ts";
import { findDrawers, findLoneFolders, findNearNames } from "./architecture/names.ts";
import { BUDGETS, FLOORS, LAYERS, MAX_LONE_FOLDERS, PORTABLE } from "./architecture/order.ts";
import { readSourceTree } from "./architecture/source-tree.ts";
import { findClimbs } from "./architecture/walk.ts";

const tree = readSourceTree(".");
const graph = linkImports(tree);
const functions = measureFunctions(tree);

function expectNone(faults: readonly string[]): void {
  expect(faults.length, faults.join("\n")).toBe(0);
}

test("no files import each other in a circle, types included", () => {
  expectNone(findFileCircles(graph).map(describeCircle));
});

test("no folders import each other in a circle, types included", () => {
  expectNone(findFolderCircles(graph).map(describeCircle));
});

test("test code is imported by test code alone", () => {
  expectNone(findTestCodeFaults(graph));
});

test("a package knows only packages of lower layers", () => {
  expectNone(findLayerFaults(tree, graph, LAYERS));
});

for (const folder of LAYERS.flat()) {
  const root = `${folder}/src`;
  const hasFolders = graph.files.some(
    (path) => path.startsWith(`${root}/`) && path.includes("/", root.length + 1),
  );
  if (!hasFolders) continue;

  test(`the folders of ${folder} know only those below them`, () => {
    expectNone(findFloorFaults(graph, root, FLOORS[root] ?? []));
  });
}

test("portable packages compile without Node", () => {
  expectNone(findPortabilityFaults(tree, PORTABLE));
});

test("connectors and examples use the public face alone", () => {
  expectNone(findFaceFaults(graph));
});

test("files and folders are named for what they hold", () => {
  expectNone(findDrawers(tree));
  expectNone(findNearNames(tree));
});

test("few folders hold one file alone", () => {
  const lone = findLoneFolders(tree);
  expect(lone.length, lone.join("\n")).toBeLessThanOrEqual(MAX_LONE_FOLDERS);
});

test("functions take few parameters", () => {
  expectNone(findWideFunctions(functions, BUDGETS));
});

test("files and functions stay within their budgets", () => {
  expectNone(findLongFiles(tree, BUDGETS));
  expectNone(findLongFunctions(functions, BUDGETS));
});

test("ARCHITECTURE.md follows a request from floor to floor, without climbing", () => {
  const page = readFileSync("ARCHITECTURE.md", "utf8");
  const order = { layers: LAYERS, floors: FLOORS };
  expectNone(findClimbs(page, "The life of a request", order));
});

test("ARCHITECTURE.md shows the present order", async () => {
  const page = readFileSync("ARCHITECTURE.md", "utf8");
  const drawn = drawInto(page, graph, { layers: LAYERS, floors: FLOORS });
  await expect(drawn, "npm run draw writes it").toMatchFileSnapshot("../ARCHITECTURE.md");
});
