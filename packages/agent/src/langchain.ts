/**
 * The tools of MCP servers for LangChain.
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
export { type InterruptSettings, toInterruptOn } from "./framework/langchain-approval.ts";
export { type LangChainTool, toLangChainTools } from "./framework/langchain-tools.ts";
