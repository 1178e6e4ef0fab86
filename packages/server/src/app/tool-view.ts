import type { JsonObject } from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";
import { AppView } from "./app-view.ts";

/** The callers of a tool with a view: the model, and the view itself. */
export type ToolCaller = "model" | "app";

/** The view of a tool, and the callers that the tool is for. */
export interface ToolView {
  /** The view that hosts show with the result. Default: none, for a tool that views call. */
  readonly view?: AppView;
  /** The callers of the tool. Default: both. `["app"]` keeps it from models. */
  readonly visibility?: readonly ToolCaller[];
}

const CALLERS: readonly string[] = ["model", "app"] satisfies readonly ToolCaller[];

/**
 * Gives the `_meta` of a tool with a view (SEP-1865, Resource Discovery), with the member of hosts before its
 * final form.
 *
 * @throws MortiseError `INVALID_DEFINITION` for anything but a view of `server.view` and known callers.
 */
export function toViewMeta(tool: string, ui: AppView | ToolView): JsonObject {
  const { view, visibility }: ToolView = ui instanceof AppView ? { view: ui } : ui;
  if (view !== undefined && !(view instanceof AppView)) {
    throw new MortiseError(
      "INVALID_DEFINITION",
      `The ui of tool ${tool} is no view; give what server.view() returned`,
    );
  }
  const isKnown =
    visibility === undefined ||
    (visibility.length > 0 && visibility.every((each) => CALLERS.includes(each)));
  if (!isKnown || (view === undefined && visibility === undefined)) {
    throw new MortiseError(
      "INVALID_DEFINITION",
      `The ui of tool ${tool} has neither a view nor the callers "model" and "app" in visibility`,
    );
  }
  return {
    ui: {
      ...(view && { resourceUri: view.uri }),
      ...(visibility && { visibility: [...visibility] }),
    },
    ...(view && { "ui/resourceUri": view.uri }),
  };
}

/** @throws MortiseError `INVALID_DEFINITION` for a view that is not among those of the tool's server. */
export function assertOwnView(
  tool: string,
  ui: AppView | ToolView | undefined,
  views: ReadonlySet<AppView>,
): void {
  const view = ui instanceof AppView ? ui : ui?.view;
  if (!(view instanceof AppView) || views.has(view)) return;
  throw new MortiseError(
    "INVALID_DEFINITION",
    `Tool ${tool} has the view ${view.uri} of another server; make it by view() of the server that has the tool`,
  );
}
