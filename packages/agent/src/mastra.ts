/**
 * The tools of MCP servers for Mastra.
 *
 * @module
 */
export type * from "@mortise/client";
export type * from "@mortise/protocol";
export type { PrefixOption } from "./dialect/tool-name.ts";
export type {
  ApprovalRule,
  FrameworkToolOptions,
  ToolCallReference,
  ToolClient,
  ToolClients,
} from "./framework/framework-options.ts";
export {
  type MastraCallContext,
  type MastraTool,
  toMastraTools,
} from "./framework/mastra-tools.ts";
