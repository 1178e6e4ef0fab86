import { expect, test } from "vitest";
import { describeCircle, findFileCircles, findFolderCircles } from "./circles.ts";
import { linkImports } from "./import-graph.ts";

function link(files: Readonly<Record<string, string>>): ReturnType<typeof linkImports> {
  return linkImports(new Map(Object.entries(files)));
}

const BACK: readonly (readonly [kind: string, statement: string])[] = [
  ["an import", 'import { a } from "./a.ts";'],
  ["a type import", 'import type { A } from "./a.ts";'],
  ["an inline type specifier", 'import { type A } from "./a.ts";'],
  ["a re-export", 'export { a } from "./a.ts";'],
  ["a re-exported type", 'export type { A } from "./a.ts";'],
  ["a re-export of everything", 'export * from "./a.ts";'],
  ["a dynamic import", 'export const load = () => import("./a.ts");'],
  ["an import type", 'export type A = import("./a.ts").A;'],
  ["an import for its effects", 'import "./a.ts";'],
];

for (const [kind, statement] of BACK) {
  test(`${kind} closes a circle of files`, () => {
    const circles = findFileCircles(
      link({ "src/a.ts": 'import { b } from "./b.ts";', "src/b.ts": statement }),
    );
    expect(circles).toHaveLength(1);
  });
}

test("a circle is written file by file with the names imported", () => {
  const [circle] = findFileCircles(
    link({
      "src/a.ts": 'import { b } from "./b.ts";',
      "src/b.ts": 'import type { C, D } from "./c.ts";',
      "src/c.ts": 'import "./a.ts";',
    }),
  );
  expect(circle && describeCircle(circle)).toBe(
    [
      "Circle of imports:",
      "  src/a.ts -> src/b.ts (b)",
      "  src/b.ts -> src/c.ts (C, D)",
      "  src/c.ts -> src/a.ts (for its effects)",
    ].join("\n"),
  );
});

test("imports that only go down form no circle", () => {
  const graph = link({
    "src/a.ts": 'import { b } from "./b.ts"; import { c } from "./c.ts";',
    "src/b.ts": 'import { c } from "./c.ts";',
    "src/c.ts": "export const c = 1;",
  });
  expect(findFileCircles(graph)).toEqual([]);
  expect(findFolderCircles(graph)).toEqual([]);
});

test("two folders form a circle although no files do", () => {
  const graph = link({
    "src/x/one.ts": 'import { two } from "../y/two.ts";',
    "src/y/two.ts": "export const two = 2;",
    "src/y/three.ts": 'import type { Four } from "../x/four.ts";',
    "src/x/four.ts": "export interface Four {}",
  });
  expect(findFileCircles(graph)).toEqual([]);
  expect(findFolderCircles(graph).map(({ folder }) => folder)).toEqual(["src"]);
});

test("a folder may stand between two files of its parent, but not round them", () => {
  const between = {
    "src/http/engine.ts": 'import { legacy } from "./legacy/endpoint.ts";',
    "src/http/legacy/endpoint.ts": 'import type { Exchange } from "../exchange.ts";',
    "src/http/exchange.ts": "export interface Exchange {}",
  };
  expect(findFolderCircles(link(between))).toEqual([]);
  const round = {
    ...between,
    "src/http/exchange.ts": 'import type { Batch } from "./legacy/batch.ts";',
    "src/http/legacy/batch.ts": "export interface Batch {}",
  };
  expect(findFolderCircles(link(round)).map(({ folder }) => folder)).toEqual(["src/http"]);
});

test("packages that know each other by name form a circle", () => {
  const graph = link({
    "packages/a/package.json": '{ "name": "a", "exports": { ".": "./src/index.ts" } }',
    "packages/a/src/index.ts": 'import type { B } from "b/inner";',
    "packages/b/package.json": '{ "name": "b", "exports": { "./inner": "./src/inner.ts" } }',
    "packages/b/src/inner.ts": "export interface B {}",
    "packages/b/src/other.ts": 'import { a } from "a";',
  });
  expect(findFolderCircles(graph).map(({ folder }) => folder)).toEqual(["packages"]);
});

test("a test may use the whole package without a circle of folders", () => {
  const graph = link({
    "src/x/one.ts": 'import { two } from "../y/two.ts";',
    "src/y/two.ts": "export const two = 2;",
    "src/y/two.test.ts": 'import { one } from "../x/one.ts";',
    "src/y/fixture/desk.ts": 'import { one } from "../../x/one.ts";',
  });
  expect(findFolderCircles(graph)).toEqual([]);
});

test("fixtures that import each other form a circle of files", () => {
  const graph = link({
    "src/fixture/a.ts": 'import { b } from "./b.ts";',
    "src/fixture/b.ts": 'import { a } from "./a.ts";',
  });
  expect(findFileCircles(graph)).toHaveLength(1);
});
