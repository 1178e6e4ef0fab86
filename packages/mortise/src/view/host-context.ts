import type { JsonObject, Tool } from "@mortise/protocol";
import type { PageElement } from "./page-window.ts";

/** The place of a view: in the conversation, on the whole screen, or in a window over the rest. */
export type DisplayMode = "inline" | "fullscreen" | "pip";

/**
 * The surroundings of a view, as the host describes them (SEP-1865, Host Context).
 *
 * A host gives what it knows; members that the specification does not name come through as they are.
 */
export interface HostContext {
  /** The call that the view belongs to. */
  readonly toolInfo?: { readonly id?: string | number; readonly tool: Tool };
  /** The colours of the host; `styles` has them in full. */
  readonly theme?: "light" | "dark";
  /** Custom properties of CSS by name, such as `--color-text-primary`. */
  readonly styles?: { readonly variables?: Readonly<Record<string, string | undefined>> };
  /** The place that the view has now. */
  readonly displayMode?: DisplayMode;
  /** The places that the host has. */
  readonly availableDisplayModes?: readonly DisplayMode[];
  /** The room for the view in pixels. */
  readonly containerDimensions?: {
    readonly height?: number;
    readonly maxHeight?: number;
    readonly width?: number;
    readonly maxWidth?: number;
  };
  /** A language and region in BCP 47, such as `de-AT`. */
  readonly locale?: string;
  /** A time zone of IANA, such as `Europe/Vienna`. */
  readonly timeZone?: string;
  /** The kind of program that the host is. */
  readonly platform?: "web" | "desktop" | "mobile";
  /** Whatever else the host gives. */
  readonly [member: string]: unknown;
}

/** Puts the theme and the custom properties of a context on an element. */
export function applyContext(element: PageElement, { theme, styles }: HostContext): void {
  if (theme === "light" || theme === "dark") {
    element.dataset["theme"] = theme;
    element.style.colorScheme = theme;
  }
  for (const [name, value] of Object.entries(styles?.variables ?? {})) {
    if (name.startsWith("--") && typeof value === "string") element.style.setProperty(name, value);
  }
}

/** Adds a change to a context; a host sends only the members that changed. */
export function mergeContext(context: HostContext, change: JsonObject): HostContext {
  return { ...context, ...change };
}
