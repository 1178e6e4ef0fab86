import { expect, test } from "vitest";
import { summarise } from "./profile.ts";

function node(id: number, functionName: string, url: string) {
  return { id, callFrame: { functionName, url, lineNumber: 6 } };
}

test("a profile is summed up by package and by function, without its start and without waiting", () => {
  const nodes = [
    node(1, "(idle)", ""),
    node(2, "(garbage collector)", ""),
    node(3, "parse", "file:///w/packages/server/src/a/parse.ts"),
    node(4, "fetch", "node:internal/deps/undici/undici"),
    node(5, "", "file:///w/node_modules/@scope/name/dist/index.js"),
    node(6, "onread", "node:net"),
    node(7, "parse", "file:///w/packages/server/src/a/parse.ts"),
  ];
  const samples = [5, 1, 2, 3, 4, 5, 6, 7];
  const { parts, functions } = summarise({
    nodes,
    samples,
    timeDeltas: [100, 1000, 10, 30, 5, 15, 20, 20],
  });
  expect(parts).toEqual([
    { what: "@mortise/server", share: 0.5 },
    { what: "Node's own JavaScript", share: 0.2 },
    { what: "@scope/name", share: 0.15 },
    { what: "garbage collection", share: 0.1 },
    { what: "Node's undici", share: 0.05 },
  ]);
  expect(functions[0]).toEqual({ what: "parse packages/server/src/a/parse.ts:7", share: 0.5 });
});
