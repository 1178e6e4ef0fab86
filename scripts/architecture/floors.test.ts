import { expect, test } from "vitest";
import { findFloorFaults } from "./floors.ts";
import { linkImports } from "./import-graph.ts";

const FLOORS = ["http", "http/legacy http/plain", "tool", "ground.ts"];

const SOUND = {
  "p/src/index.ts": 'import { http } from "./http/engine.ts";',
  "p/src/http/engine.ts": 'import { legacy } from "./legacy/endpoint.ts";',
  "p/src/http/legacy/endpoint.ts": 'import type { Tool } from "../../tool/tool.ts";',
  "p/src/http/plain/answer.ts": "export const answer = 1;",
  "p/src/tool/tool.ts": 'import { ground } from "../ground.ts";',
  "p/src/ground.ts": "export const ground = 0;",
};

function faultsOf(changes: Readonly<Record<string, string>>): readonly string[] {
  const graph = linkImports(new Map(Object.entries({ ...SOUND, ...changes })));
  return findFloorFaults(graph, "p/src", FLOORS);
}

test("imports that go down the floors are sound", () => {
  expect(faultsOf({})).toEqual([]);
});

test("a type import upwards is named with both files", () => {
  expect(faultsOf({ "p/src/tool/up.ts": 'import type { X } from "../http/engine.ts";' })).toEqual([
    "tool must not know http: p/src/tool/up.ts -> p/src/http/engine.ts (X)",
  ]);
});

test("a folder must not know a file of the root", () => {
  expect(faultsOf({ "p/src/tool/up.ts": 'import { x } from "../index.ts";' })).toEqual([
    "tool must not know the package's root: p/src/tool/up.ts -> p/src/index.ts (x)",
  ]);
});

test("a listed file of the root has its own floor", () => {
  expect(faultsOf({ "p/src/ground.ts": 'import { x } from "./tool/tool.ts";' })).toEqual([
    "ground.ts must not know tool: p/src/ground.ts -> p/src/tool/tool.ts (x)",
  ]);
});

test("folders of one floor do not know each other", () => {
  const up = 'import { answer } from "../plain/answer.ts";';
  expect(faultsOf({ "p/src/http/legacy/endpoint.ts": up })).toEqual([
    "http/legacy must not know http/plain: p/src/http/legacy/endpoint.ts -> p/src/http/plain/answer.ts (answer)",
  ]);
});

test("a folder without a floor is one fault, however many files import it", () => {
  const changes = {
    "p/src/new/file.ts": "export const x = 1;",
    "p/src/tool/up.ts": 'import { x } from "../new/file.ts";',
  };
  expect(faultsOf(changes)).toEqual(["p/src/new has no floor in scripts/architecture/order.ts"]);
});

test("a floor for a folder that does not exist is stale", () => {
  expect(findFloorFaults(linkImports(new Map()), "p/src", ["gone"])).toEqual([
    "scripts/architecture/order.ts names p/src/gone, which does not exist",
  ]);
});

test("tests and fixtures stand above every floor", () => {
  const up = 'import { x } from "../index.ts";';
  expect(faultsOf({ "p/src/tool/tool.test.ts": up })).toEqual([]);
  expect(faultsOf({ "p/src/fixture/desk.ts": up })).toEqual([]);
});
