import { expect, test } from "vitest";
import { findSections } from "./find-sections.ts";

const page = (path: string, text = "") => ({ path, title: path, text });

test("a folder is shown in the order of its index", () => {
  const pages = [
    page("guide/servers.md"),
    page("cookbook/a.md"),
    page("cookbook/b.md"),
    page("cookbook/index.md", "[b](./b.md) [a](./a.md)"),
  ];
  const sections = findSections(pages);
  expect(sections).toMatchObject([{ folder: "cookbook", title: "cookbook/index.md" }]);
  expect(sections[0]?.pages.map(({ path }) => path)).toEqual([
    "cookbook/index.md",
    "cookbook/b.md",
    "cookbook/a.md",
  ]);
});

test("a folder without an index, and a page that the index lacks, are refused", () => {
  expect(() => findSections([page("migrate/a.md")])).toThrow("docs/migrate has no README.md");
  expect(() => findSections([page("migrate/index.md"), page("migrate/a.md")])).toThrow(
    "docs/migrate/README.md does not link to migrate/a.md",
  );
});
