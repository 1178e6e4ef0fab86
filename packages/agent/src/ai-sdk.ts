/**
 * The tools of MCP servers for AI SDK.
 *
 * @module
 */
export type * from "@mortise/client";
export type * from "@mortise/protocol";
export type { PrefixOption } from "./dialect/tool-name.ts";
export { type AiSdkToolOptions, toAiSdkTools } from "./framework/ai-sdk-tools.ts";
export type {
  ApprovalRule,
  FrameworkToolOptions,
  ToolCallReference,
  ToolClient,
  ToolClients,
} from "./framework/framework-options.ts";
