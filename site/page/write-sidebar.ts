import type { DefaultTheme } from "vitepress";
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
  return {
    "/guide/": orderGuides(guides).map(({ title, guides: names }) => ({
      text: title,
      items: names.map((name) => link(`guide/${name}.md`)),
    })),
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
