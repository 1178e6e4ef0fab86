import type { JsonObject, Tool } from "@mortise/protocol";
import { isJsonObject } from "../../contract/index.ts";

/** The view of a tool, and the callers that the tool is for (SEP-1865, Tool metadata). */
export interface ToolUi {
  /** The `ui://` address of the view. */
  readonly uri?: string;
  /** A model may call it. */
  readonly isForModel: boolean;
  /** A view may call it. */
  readonly isForApp: boolean;
}

/** Reads `_meta.ui`, and the flat `ui/resourceUri` of servers before it. */
export function readToolUi(tool: (Tool & JsonObject) | undefined): ToolUi {
  const meta = isJsonObject(tool?.["_meta"]) ? tool["_meta"] : {};
  const ui = isJsonObject(meta["ui"]) ? meta["ui"] : {};
  const uri = ui["resourceUri"] ?? meta["ui/resourceUri"];
  const { visibility } = ui;
  const isFor = (reader: string): boolean =>
    !Array.isArray(visibility) || visibility.includes(reader);
  return {
    ...(typeof uri === "string" && uri.startsWith("ui://") && { uri }),
    isForModel: isFor("model"),
    isForApp: isFor("app"),
  };
}
