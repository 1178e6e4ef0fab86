// The public declarations of mortise/agent. `npx vitest run scripts -u` writes this file.

export type * from "@mortise/agent";
export type { NodeTarget } from "@mortise/node";
export type { ProcessTarget } from "@mortise/node";
export { Conversation } from "@mortise/agent";
export { DEFAULT_MODEL } from "@mortise/agent";
export { OFFLINE_NOTICE } from "@mortise/agent";
export { TOOL_PROVIDERS } from "@mortise/agent";
export { adaptTools } from "@mortise/agent";
export { createOfflineModel } from "@mortise/agent";
export { loadConversation } from "@mortise/agent";
export { resolveModel } from "@mortise/agent";

export declare function createAgent(options: AgentOptions<NodeTarget$1>): Agent;
