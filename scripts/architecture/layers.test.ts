import { expect, test } from "vitest";
import { linkImports } from "./import-graph.ts";
import {
  findFaceFaults,
  findLayerFaults,
  findPortabilityFaults,
  findTestCodeFaults,
} from "./layers.ts";

const LAYERS = [["packages/low"], ["packages/high", "packages/beside"]];

const SOUND = {
  "packages/low/package.json": '{ "name": "low", "exports": { ".": "./src/index.ts" } }',
  "packages/low/src/index.ts": "export const low = 0;",
  "packages/high/package.json":
    '{ "name": "high", "exports": { ".": "./src/index.ts" }, "dependencies": { "low": "1" } }',
  "packages/high/src/index.ts": 'import { low } from "low";',
  "packages/beside/package.json": '{ "name": "beside", "exports": { ".": "./src/index.ts" } }',
  "packages/beside/src/index.ts": "export const beside = 1;",
};

function faultsOf(changes: Readonly<Record<string, string>>): readonly string[] {
  const tree = new Map(Object.entries({ ...SOUND, ...changes }));
  return findLayerFaults(tree, linkImports(tree), LAYERS);
}

test("imports of lower layers are sound", () => {
  expect(faultsOf({})).toEqual([]);
});

for (const kind of ["dependencies", "devDependencies", "peerDependencies"]) {
  test(`${kind} on a higher layer are a fault`, () => {
    const manifest = `{ "name": "low", "${kind}": { "high": "1" } }`;
    expect(faultsOf({ "packages/low/package.json": manifest })).toEqual([
      "low must not depend on high: its layer is not lower",
    ]);
  });
}

test("an import of a higher layer is a fault, in a test too", () => {
  const up = 'import type { High } from "high";';
  expect(faultsOf({ "packages/low/src/low.test.ts": up })).toEqual([
    "packages/low must not know packages/high: packages/low/src/low.test.ts -> packages/high/src/index.ts (High)",
  ]);
});

test("an import of the same layer is a fault", () => {
  expect(faultsOf({ "packages/high/src/index.ts": 'import "beside";' })).toEqual([
    "packages/high must not know packages/beside: packages/high/src/index.ts -> packages/beside/src/index.ts (for its effects)",
  ]);
});

test("a package is not imported by a relative path", () => {
  const reach = 'import { low } from "../../low/src/index.ts";';
  expect(faultsOf({ "packages/high/src/index.ts": reach })).toEqual([
    "A package is imported by its name: packages/high/src/index.ts -> packages/low/src/index.ts (low)",
  ]);
});

test("a package does not import itself by name", () => {
  expect(faultsOf({ "packages/low/src/other.ts": 'import { low } from "low";' })).toEqual([
    "A package imports itself by relative paths: packages/low/src/other.ts -> packages/low/src/index.ts (low)",
  ]);
});

test("a package without a layer and a layer without a package are faults", () => {
  const faults = faultsOf({ "packages/new/package.json": '{ "name": "new" }' });
  expect(faults).toEqual(["packages/new has no layer in scripts/architecture/order.ts"]);
  const tree = new Map<string, string>();
  expect(findLayerFaults(tree, linkImports(tree), [["packages/gone"]])).toEqual([
    "scripts/architecture/order.ts names packages/gone, which is no package",
  ]);
});

test("a portable package has neither Node's types nor its modules", () => {
  const tree = new Map([
    ["packages/low/tsconfig.json", '{ "compilerOptions": { "types": ["node"] } }'],
    ["packages/low/src/index.ts", 'import { join } from "node:path";'],
    ["packages/low/src/index.test.ts", 'import { join } from "node:path";'],
    ["packages/low/src/node/index.ts", 'import { join } from "node:path";'],
  ]);
  expect(findPortabilityFaults(tree, ["packages/low"])).toEqual([
    'packages/low is portable, but compiles with the types ["node"]',
    "packages/low/src/index.ts is portable, but uses Node",
  ]);
});

test("a connector uses the public face alone", () => {
  const faults = findFaceFaults(
    linkImports(
      new Map([
        [
          "packages/low/package.json",
          '{ "name": "@mortise/low", "exports": { ".": "./src/a.ts" } }',
        ],
        ["packages/low/src/a.ts", "export const low = 0;"],
        ["connectors/jira/src/a.ts", 'import type { Low } from "@mortise/low";'],
        [
          "packages/server/package.json",
          '{ "name": "@mortise/server", "exports": { ".": "./src/a.ts" } }',
        ],
        ["packages/server/src/a.ts", "export const server = 0;"],
        ["examples/deploy/a.ts", 'import { server } from "@mortise/server";'],
      ]),
    ),
  );
  expect(faults).toEqual([
    'Import "mortise" instead of @mortise/low: connectors/jira/src/a.ts -> packages/low/src/a.ts (Low)',
  ]);
});

test("product code imports no test code", () => {
  const faults = findTestCodeFaults(
    linkImports(
      new Map([
        ["packages/low/src/a.ts", 'import { desk } from "./fixture/desk.ts";'],
        ["packages/low/src/a.test.ts", 'import { desk } from "./fixture/desk.ts";'],
        ["packages/low/src/fixture/desk.ts", "export const desk = 0;"],
      ]),
    ),
  );
  expect(faults).toEqual([
    "Only tests import test code: packages/low/src/a.ts -> packages/low/src/fixture/desk.ts (desk)",
  ]);
});
