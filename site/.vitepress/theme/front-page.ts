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
      h(VPHomeContent, null, {
        default: () => [h(Content), h("p", ["For language models: ", ...FILES.map(linkFile)])],
      }),
    ]),
);

const FILES = ["llms.txt", "llms-full.txt"] as const;

function linkFile(name: string): (VNode | string)[] {
  return [h("a", { href: withBase(`/${name}`), target: "_self" }, name), " "];
}
