import { useData, withBase } from "vitepress";
import type { Component } from "vue";
import { defineComponent, h } from "vue";

/** Links a page to its Markdown. */
export const MarkdownLink: Component = defineComponent(() => {
  const { page } = useData();
  return () =>
    h("p", { class: "markdown-link" }, [
      h(
        "a",
        { href: withBase(`/${page.value.relativePath}`), target: "_self" },
        "This page as Markdown",
      ),
    ]);
});
