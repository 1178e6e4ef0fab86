/**
 * Findings on the tools of MCP servers, and the tools as models receive them.
 *
 * @module
 */
export type * from "@mortise/lint";
export { estimateTokens, RULES, review, toSarif } from "@mortise/lint";
