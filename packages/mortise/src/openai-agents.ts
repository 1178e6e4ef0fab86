/**
 * The tools of MCP servers for the OpenAI Agents SDK.
 *
 * @module
 */
export type * from "@mortise/agent/openai-agents";
export { toOpenAiTools } from "@mortise/agent/openai-agents";
