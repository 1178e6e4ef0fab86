import type { Resource, Tool } from "@mortise/protocol";
import { isObject } from "./parameter.ts";

/** Hosts keep tools for views alone from models (SEP-1865, `visibility`). */
export function isForModels({ _meta }: Tool): boolean {
  const ui = _meta?.["ui"];
  const visibility = isObject(ui) ? ui["visibility"] : undefined;
  return !Array.isArray(visibility) || visibility.includes("model");
}

/** A view is fetched by the host for its tool, and chosen by no person or model (SEP-1865, `ui://`). */
export function isView({ uri }: Resource): boolean {
  return typeof uri === "string" && uri.startsWith("ui://");
}
