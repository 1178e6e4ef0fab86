import type { McpUiHostContext } from "@modelcontextprotocol/ext-apps/app-bridge";
import type { ListedView } from "./view-resource.ts";

/** The variables of SEP-1865 that have a colour of the page. */
const COLOURS = {
  "--color-background-primary": "--bg",
  "--color-background-secondary": "--bg-bar",
  "--color-background-tertiary": "--bg-sunken",
  "--color-text-primary": "--text",
  "--color-text-secondary": "--dim",
  "--color-border-primary": "--line",
  "--color-border-secondary": "--line-strong",
  "--color-ring-primary": "--accent",
  "--color-text-info": "--accent",
  "--color-text-success": "--ok",
  "--color-text-warning": "--warn",
  "--color-text-danger": "--bad",
  "--color-background-success": "--ok-soft",
  "--color-background-warning": "--warn-soft",
  "--color-background-danger": "--bad-soft",
  "--font-sans": "--sans",
  "--font-mono": "--mono",
} as const;

/** The place of a view, as SEP-1865 (Host Context) describes it. */
export function describeHost(view: ListedView, theme: "light" | "dark"): McpUiHostContext {
  const { tool, call } = view;
  return {
    toolInfo: { id: call.id, tool: tool as never },
    ...describeLook(theme),
    displayMode: "inline",
    availableDisplayModes: ["inline", "fullscreen"],
    containerDimensions: { maxHeight: 2_000 },
    locale: navigator.language,
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    userAgent: "mortise-inspector",
    platform: "web",
    deviceCapabilities: {
      touch: matchMedia("(any-pointer: coarse)").matches,
      hover: matchMedia("(any-hover: hover)").matches,
    },
  };
}

/** The theme, and the colours of the page in it. */
export function describeLook(theme: "light" | "dark"): McpUiHostContext {
  const style = getComputedStyle(document.documentElement);
  const variables = Object.fromEntries(
    Object.entries(COLOURS).map(([name, own]) => [name, style.getPropertyValue(own).trim()]),
  );
  return { theme, styles: { variables: variables as never } };
}
