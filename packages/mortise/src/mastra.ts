/**
 * The tools of MCP servers for Mastra.
 *
 * @module
 */
export type * from "@mortise/agent/mastra";
export { toMastraTools } from "@mortise/agent/mastra";
