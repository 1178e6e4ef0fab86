/**
 * Findings on the tools of MCP servers, and the tools as models receive them.
 *
 * @module
 */

export type { ToolProvider } from "@mortise/agent";
export type * from "@mortise/protocol";
export type { Finding, Severity, SourcePlace, Subject } from "./finding.ts";
export type { Listing, SeenPage, SeenResult, SourceText } from "./listing.ts";
export { type Review, type ReviewOptions, review } from "./review.ts";
export { RULES, type RuleInfo } from "./rule-set.ts";
export { type SarifOptions, toSarif } from "./sarif.ts";
export type { AgentTool, AgentView } from "./view/agent-view.ts";
export { estimateTokens } from "./view/estimate-tokens.ts";
export type { ClientNotes } from "./view/known-client.ts";
