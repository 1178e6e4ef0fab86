import { Content, withBase } from "vitepress";
import { VPHomeContent, VPHomeFeatures, VPHomeHero } from "vitepress/theme-without-fonts";
import type { Component, VNode } from "vue";
import { defineComponent, h } from "vue";

/** The front page: the one of the default theme, in the landmark that it leaves out. */
export const FrontPage: Component = defineComponent(
  () => () =>
    h("main", { class: "front-page" }, [
      h(VPHomeHero),
      h(VPHomeFeatures),
      h("figure", { class: "demo" }, [
        ...SCHEMES.map((scheme) =>
          h("img", {
            class: `demo-${scheme}`,
            src: withBase(`/images/demo/support-desk-${scheme}.svg`),
            alt: "A terminal: the demo starts five servers, and an agent answers a question with two calls of tools",
            width: 823,
            loading: "lazy",
          }),
        ),
        h("figcaption", [
          h("code", "npm ci && npm run demo"),
          " in the repository: no key, no database, no network.",
        ]),
      ]),
      h(VPHomeContent, null, {
        default: () => [h(Content), h("p", ["For language models: ", ...FILES.map(linkFile)])],
      }),
    ]),
);

const SCHEMES = ["light", "dark"] as const;

const FILES = ["llms.txt", "llms-full.txt"] as const;

function linkFile(name: string): (VNode | string)[] {
  return [h("a", { href: withBase(`/${name}`), target: "_self" }, name), " "];
}
