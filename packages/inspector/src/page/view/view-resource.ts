import type { JsonObject, Resource, Tool } from "@mortise/protocol";
import type { CallState, Failure } from "../../contract/index.ts";
import { isJsonObject } from "../../contract/index.ts";

/** The HTML of a view, and what it declares. */
export interface ViewResource {
  readonly uri: string;
  readonly html: string;
  /** `_meta.ui.csp` as received. */
  readonly csp: unknown;
  /** The names of `_meta.ui.permissions`, none of which is given. */
  readonly permissions: readonly string[];
  readonly hasBorder: boolean;
}

/** A view of one call. */
export interface ListedView {
  readonly call: CallState;
  readonly tool: Tool & JsonObject;
  readonly resource: ViewResource;
}

const VIEW_TYPE = "text/html;profile=mcp-app";

/**
 * Reads the contents of a view; `_meta.ui` of the contents wins over that of the list (SEP-1865, Resource
 * Metadata).
 */
export function readViewResource(
  uri: string,
  result: unknown,
  listed: (Resource & JsonObject) | undefined,
): ViewResource | Failure {
  const contents =
    isJsonObject(result) && Array.isArray(result["contents"]) ? result["contents"] : [];
  const item: unknown =
    contents.find((one) => isJsonObject(one) && one["uri"] === uri) ?? contents[0];
  if (!isJsonObject(item))
    return refuse("the resource has no contents", "return one item of contents");
  const type = typeof item["mimeType"] === "string" ? item["mimeType"] : "none";
  if (type.replaceAll(" ", "").toLowerCase() !== VIEW_TYPE) {
    return refuse(`its mimeType is ${type}`, `declare ${VIEW_TYPE}`);
  }
  const html = typeof item["text"] === "string" ? item["text"] : decode(item["blob"]);
  if (html === undefined)
    return refuse("its contents are no text", "send the HTML as text or blob");
  const ui = uiOf(item) ?? uiOf(listed) ?? {};
  const permissions = isJsonObject(ui["permissions"]) ? Object.keys(ui["permissions"]) : [];
  return { uri, html, csp: ui["csp"], permissions, hasBorder: ui["prefersBorder"] !== false };
}

function uiOf(holder: unknown): Readonly<Record<string, unknown>> | undefined {
  const meta = isJsonObject(holder) ? holder["_meta"] : undefined;
  const ui = isJsonObject(meta) ? meta["ui"] : undefined;
  return isJsonObject(ui) ? ui : undefined;
}

function decode(blob: unknown): string | undefined {
  if (typeof blob !== "string") return undefined;
  try {
    const bytes = Uint8Array.from(atob(blob), (character) => character.charCodeAt(0));
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function refuse(cause: string, fix: string): Failure {
  return { code: "INVALID_VIEW", step: "read the view", cause, fix };
}
