import type { DefaultTheme } from "vitepress";
import { findSections } from "./find-sections.ts";
import { orderGuides } from "./order-guides.ts";
import type { StagedPage } from "./stage-pages.ts";

/** Writes the sidebars of the site from its pages, by the folder that shows them. */
export function writeSidebar(pages: readonly StagedPage[]): DefaultTheme.SidebarMulti {
  const link = (path: string): DefaultTheme.SidebarItem => {
    const page = pages.find((each) => each.path === path);
    return { text: page?.title ?? path, link: `/${path.replace(/(index)?\.md$/, "")}` };
  };
  const inFolder = (folder: string): string[] =>
    pages.map(({ path }) => path).filter((path) => path.startsWith(`${folder}/`));
  const guides = inFolder("guide").map((path) => path.slice("guide/".length, -".md".length));
  const entries = inFolder("reference").filter((path) => !/(index|errors)\.md$/.test(path));
  const errors = inFolder("reference")
    .filter((path) => path.endsWith("errors.md"))
    .sort((one, other) => one.length - other.length);
  const isPart = (path: string): boolean => !/\/mortise(-|\.)/.test(path);
  const sections = findSections(pages);
  const guidance: DefaultTheme.SidebarItem[] = [
    ...orderGuides(guides).map(({ title, guides: names }) => ({
      text: title,
      items: names.map((name) => link(`guide/${name}.md`)),
    })),
    ...sections.map(({ title, pages: own }) => ({
      text: title,
      items: own.map(({ path }) => link(path)),
    })),
  ];
  return {
    ...Object.fromEntries(
      ["guide", ...sections.map(({ folder }) => folder)].map((folder) => [`/${folder}/`, guidance]),
    ),
    "/reference/": [
      { text: "Reference", items: ["reference/index.md", ...errors].map(link) },
      { text: "mortise", items: entries.filter((path) => !isPart(path)).map(link) },
      { text: "Parts by themselves", items: entries.filter(isPart).map(link) },
    ],
    "/decisions/": [{ text: "Decisions", items: inFolder("decisions").sort(indexFirst).map(link) }],
  };
}

function indexFirst(one: string, other: string): number {
  return Number(other.endsWith("/index.md")) - Number(one.endsWith("/index.md"));
}
