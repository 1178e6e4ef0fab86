import { expect, test } from "vitest";
import { drawInto } from "./drawing.ts";
import { linkImports } from "./import-graph.ts";

const PAGE =
  "# Page\n<!-- drawn by scripts/architecture.test.ts; npm run draw -->\nold\n<!-- end of the drawing -->\nrest\n";

const ORDER = {
  layers: [["packages/low"], ["packages/high"]],
  floors: { "packages/high/src": ["http", "tool ground.ts"] },
};

const graph = linkImports(
  new Map([
    ["packages/low/package.json", '{ "name": "low", "exports": { ".": "./src/index.ts" } }'],
    ["packages/low/src/index.ts", "export const low = 0;"],
    ["packages/high/src/http/a.ts", 'import { low } from "low";'],
  ]),
);

test("draws packages, highest first, with what they import, and their floors", () => {
  expect(drawInto(PAGE, graph, ORDER)).toBe(`# Page
<!-- drawn by scripts/architecture.test.ts; npm run draw -->
\`\`\`
1  high        -> low
0  low

high/src
   http/
   tool/  ground.ts
\`\`\`
<!-- end of the drawing -->
rest
`);
});

test("a drawn page stays as it is", () => {
  const drawn = drawInto(PAGE, graph, ORDER);
  expect(drawInto(drawn, graph, ORDER)).toBe(drawn);
});

test("a page without the marks is refused", () => {
  expect(() => drawInto("# Page", graph, ORDER)).toThrow(/needs the lines/);
});
