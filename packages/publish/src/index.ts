/**
 * The manifest and the archive of a bundle (`.mcpb`) of an MCP server, and its entry in the registry
 * (`server.json`), from package.json and from the words of the server itself.
 *
 * @module
 */

export type { JsonSchema } from "@mortise/protocol";
export {
  bundleFileName,
  createManifest,
  ENTRY_POINT,
  ICON,
  type ManifestParts,
  type SeenServer,
} from "./bundle/create-manifest.ts";
export { checkIcon } from "./bundle/icon.ts";
export type {
  BundleManifest,
  ManifestPrompt,
  ManifestServer,
  ManifestTool,
  UserSetting,
} from "./bundle/manifest.ts";
export { type ArchiveFiles, assertArchivePaths, packFiles } from "./bundle/pack-files.ts";
export { writePreface } from "./bundle/preface.ts";
export {
  type BundleVariable,
  readVariable,
  settingPlaceholder,
} from "./bundle/variable.ts";
export type { Person, Platform, Project, Repository } from "./project/project.ts";
export { readPerson } from "./project/read-person.ts";
export { readProject } from "./project/read-project.ts";
export {
  createServerJson,
  type PublishedBundle,
  type ServerJsonParts,
} from "./registry/create-server-json.ts";
export {
  findServerJsonFaults,
  findServerJsonRemarks,
  type ServerJsonSources,
} from "./registry/find-server-json-faults.ts";
export { readServerJson } from "./registry/read-server-json.ts";
export type {
  ServerArgument,
  ServerJson,
  ServerPackage,
  ServerRepository,
  ServerTransport,
  ServerVariable,
} from "./registry/server-json.ts";
export { type Namespace, readNamespace } from "./registry/server-name.ts";
export { SERVER_SCHEMA } from "./registry/server-schema.ts";
export { WORKFLOW_MARK, type WorkflowParts, writeWorkflow } from "./registry/write-workflow.ts";
