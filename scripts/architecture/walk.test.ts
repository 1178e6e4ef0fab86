import { expect, test } from "vitest";
import { findClimbs } from "./walk.ts";

const ORDER = {
  layers: [["packages/server"], ["packages/node"]],
  floors: { "packages/server/src": ["http", "http/exchange", "tool prompt", "result"] },
};

const pageOf = (...files: readonly string[]): string =>
  `# Page\n\n## Walk\ntext\n${files.map((file, at) => `${at + 1}. [x](${file}) does it\n`).join("")}\n## Next\n1. [y](other)\n`;

test("a walk that goes from package to package and floor to floor is descending", () => {
  const page = pageOf(
    "packages/node/src/http/node-handler.ts",
    "packages/server/src/http/engine.ts",
    "packages/server/src/http/exchange/answer.ts",
    "packages/server/src/tool/call.ts",
    "packages/server/src/result/response.ts",
  );
  expect(findClimbs(page, "Walk", ORDER)).toEqual([]);
});

test.each([
  ["to a floor above", "packages/server/src/tool/a.ts", "packages/server/src/http/b.ts"],
  ["along a floor", "packages/server/src/tool/a.ts", "packages/server/src/prompt/b.ts"],
  ["within a folder", "packages/server/src/tool/a.ts", "packages/server/src/tool/b.ts"],
  ["to a layer above", "packages/server/src/http/a.ts", "packages/node/src/http/b.ts"],
])("a step %s is reported with both files", (_name, before, file) => {
  expect(findClimbs(pageOf(before, file), "Walk", ORDER)).toEqual([
    `${file} does not lie below ${before}`,
  ]);
});

test("a page without the steps is reported", () => {
  expect(findClimbs("# Page\n", "Walk", ORDER)).toEqual([
    'There are no numbered steps under "Walk"',
  ]);
});
