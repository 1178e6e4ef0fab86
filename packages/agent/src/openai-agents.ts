/**
 * The tools of MCP servers for the OpenAI Agents SDK.
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
export { toOpenAiTools } from "./framework/openai-agents-tools.ts";
