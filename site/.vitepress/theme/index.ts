import type { Theme } from "vitepress";
import DefaultTheme from "vitepress/theme-without-fonts";
import { h } from "vue";
import { Playground } from "../../playground/page/playground.ts";
import { FrontPage } from "./front-page.ts";
import { MarkdownLink } from "./markdown-link.ts";
import "./style.css";

/** The default theme in the colours of the inspector, with the fonts of the reader's system. */
export default {
  extends: DefaultTheme,
  Layout: () => h(DefaultTheme.Layout, null, { "doc-footer-before": () => h(MarkdownLink) }),
  enhanceApp: ({ app }) => {
    app.component("front-page", FrontPage);
    app.component("playground-page", Playground);
  },
} satisfies Theme;
