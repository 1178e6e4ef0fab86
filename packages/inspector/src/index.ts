/**
 * The inspector: the process behind its page, which shows and calls what MCP servers offer.
 *
 * @module
 */
export type * from "@mortise/client";
export type { LogLine, Place } from "./contract/call-state.ts";
export type { BuildState, SchemaChange, SchemaDiff } from "./contract/development.ts";
export type { AnsweredRequest } from "./dev/traffic.ts";
export type { InspectorTarget, TargetConnection } from "./host/connection/target.ts";
export { type Inspector, type InspectorOptions, openInspector } from "./open-inspector.ts";
export {
  type Development,
  type DevelopmentNotice,
  type DevelopmentOptions,
  startDevelopment,
} from "./start-development.ts";
