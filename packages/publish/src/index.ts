/**
 * The manifest and the archive of a bundle (`.mcpb`) of an MCP server, from package.json and from the words of the
 * server itself.
 *
 * @module
 */

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
export { type ArchiveFiles, packFiles } from "./bundle/pack-files.ts";
export { writePreface } from "./bundle/preface.ts";
export {
  type BundleVariable,
  readVariable,
  settingPlaceholder,
} from "./bundle/variable.ts";
export type { Person, Platform, Project, Repository } from "./project/project.ts";
export { readPerson } from "./project/read-person.ts";
export { readProject } from "./project/read-project.ts";
