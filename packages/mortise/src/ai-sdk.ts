/**
 * The tools of MCP servers for AI SDK.
 *
 * @module
 */
export type * from "@mortise/agent/ai-sdk";
export { toAiSdkTools } from "@mortise/agent/ai-sdk";
