/**
 * The tools of MCP servers for LangChain.
 *
 * @module
 */
export type * from "@mortise/agent/langchain";
export { toInterruptOn, toLangChainTools } from "@mortise/agent/langchain";
