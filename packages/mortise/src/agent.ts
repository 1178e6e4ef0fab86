/**
 * A language model that uses MCP servers.
 *
 * @module
 */
export type * from "@mortise/agent";
export {
  adaptTools,
  Conversation,
  createOfflineModel,
  DEFAULT_MODEL,
  loadConversation,
  OFFLINE_NOTICE,
  resolveModel,
  TOOL_PROVIDERS,
} from "@mortise/agent";
export type { NodeTarget, ProcessTarget } from "@mortise/node";
export { createAgent } from "./target/create-agent.ts";
