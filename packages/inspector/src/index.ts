/**
 * The inspector: the process behind its page, which shows and calls what MCP servers offer.
 *
 * @module
 */
export type * from "./contract/index.ts";
export type { InspectorTarget, TargetConnection } from "./host/connection/target.ts";
export { type Inspector, type InspectorOptions, openInspector } from "./open-inspector.ts";
export {
  type Development,
  type DevelopmentNotice,
  type DevelopmentOptions,
  startDevelopment,
} from "./start-development.ts";
