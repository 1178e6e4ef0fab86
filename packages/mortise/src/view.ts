/**
 * The host of a view, for the script inside the view (MCP Apps, SEP-1865).
 *
 * @module
 */
export type * from "@mortise/client";
export type * from "@mortise/protocol";
export { MortiseError, ProtocolError } from "@mortise/protocol";
export type { DisplayMode, HostContext } from "./view/host-context.ts";
export { openView } from "./view/open-view.ts";
export type {
  OpenViewOptions,
  View,
  ViewMessage,
  ViewRequestOptions,
  ViewTool,
  ViewTools,
} from "./view/view.ts";
