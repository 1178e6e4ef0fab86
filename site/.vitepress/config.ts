import { readFileSync } from "node:fs";
import { slug } from "github-slugger";
import type { DefaultTheme, HeadConfig } from "vitepress";
import { defineConfig } from "vitepress";

/** What `site/build.ts` knows of the pages. */
interface Layout {
  readonly repository: string;
  readonly sidebar: DefaultTheme.SidebarMulti;
}

const { repository, sidebar }: Layout = JSON.parse(
  readFileSync(new URL("../.pages/layout.json", import.meta.url), "utf8"),
);

/** The site of `site/.pages`, which `site/build.ts` lays out. */
export default defineConfig({
  lang: "en",
  title: "Mortise",
  description: "A TypeScript toolkit for the Model Context Protocol",
  srcDir: ".pages",
  markdown: {
    // Docs speak of `<token>`; their only HTML is pictures, which are rewritten before.
    html: false,
    // The same anchors as on GitHub, where the docs are read as well.
    anchor: { slugify: (title) => slug(title) },
    theme: { light: "github-light-high-contrast", dark: "github-dark-high-contrast" },
    config: (md) => {
      // Braces of prose are no expressions of Vue.
      const { text } = md.renderer.rules;
      md.renderer.rules.text = (...args) =>
        (text?.(...args) ?? "").replaceAll("{{", "&#123;&#123;");
    },
  },
  // The index of the search is one chunk of a megabyte, loaded with the first search.
  vite: { build: { target: "es2022", chunkSizeWarningLimit: 2000 } },
  transformHead: ({ page, siteConfig: { site } }) => linkBeside(page, site.base),
  themeConfig: {
    logo: { light: "/icon.svg", dark: "/icon-dark.svg", alt: "" },
    nav: [
      { text: "Start", link: "/guide/getting-started" },
      { text: "Guides", link: "/guide/", activeMatch: "^/(?:guide/(?!getting-started)|migrate/)" },
      { text: "Cookbook", link: "/cookbook/", activeMatch: "^/cookbook/" },
      { text: "Reference", link: "/reference/", activeMatch: "^/reference/" },
      { text: "Playground", link: "/playground" },
      { text: "Decisions", link: "/decisions/", activeMatch: "^/decisions/" },
    ],
    sidebar,
    outline: [2, 3],
    search: { provider: "local" },
    socialLinks: [{ icon: "github", link: repository, ariaLabel: "Mortise on GitHub" }],
  },
});

/** Links a page to the mark of the site and to its Markdown, if it has one. */
function linkBeside(page: string, base: string): HeadConfig[] {
  const icon: HeadConfig = ["link", { rel: "icon", href: `${base}icon.svg` }];
  const isBare = ["index.md", "404.md", "playground.md"].includes(page);
  return isBare
    ? [icon]
    : [icon, ["link", { rel: "alternate", type: "text/markdown", href: `${base}${page}` }]];
}
