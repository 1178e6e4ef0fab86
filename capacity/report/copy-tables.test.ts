import { expect, test } from "vitest";
import { copyTables } from "./copy-tables.ts";

const RESULTS =
  "# Capacity\n\n## One\n\n| a |\n|---|\n| 1 |\n\n## Two\n\ntext\n\n| b |\n|---|\n| 2 |\n";
const mark = (heading: string): string =>
  `<!-- copied from capacity/results.md: ${heading}; npm run capacity -- --write -->`;
const END = "<!-- end of the copy -->";

test("a section of the results stands between the marks that name it, and nothing else changes", () => {
  const page = `# Page\n\n${mark("Two")}\nold\n${END}\nbetween\n${mark("One")}\n${END}\nafter\n`;
  expect(copyTables(page, RESULTS)).toBe(
    `# Page\n\n${mark("Two")}\ntext\n\n| b |\n|---|\n| 2 |\n${END}\nbetween\n${mark("One")}\n| a |\n|---|\n| 1 |\n${END}\nafter\n`,
  );
});

test("a mark without an end and an unknown heading are refused", () => {
  expect(() => copyTables(`${mark("One")}\nold\n`, RESULTS)).toThrow(/needs the line/);
  expect(() => copyTables(`${mark("Three")}\n${END}\n`, RESULTS)).toThrow(/no section "Three"/);
});
