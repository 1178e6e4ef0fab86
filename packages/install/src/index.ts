/**
 * The configuration files of MCP clients, edited as text: plans of edits as functions over bytes, the
 * table of the clients, links, and commands that start the same program everywhere.
 *
 * @module
 */

export type * from "@mortise/protocol";
export { CLIENTS, findClient } from "./client/clients.ts";
export type { ClientFiles, InstallClient, Scope } from "./client/install-client.ts";
export {
  findRemoteClient,
  REMOTE_CLIENTS,
  type RemoteClient,
  reviewRemote,
  type SeenServer,
} from "./client/remote-clients.ts";
export { readEntry } from "./client/style.ts";
export { describeDiff } from "./describe-diff.ts";
export { describeWindowsEntry, type WindowsServer } from "./describe-windows-entry.ts";
export type { Members, ProcessEntry, ServerEntry, UrlEntry } from "./entry.ts";
export { findPlaceholders, findSecrets } from "./find-secrets.ts";
export { findValues } from "./find-values.ts";
export { type InstallLink, installLinks } from "./install-links.ts";
export {
  type CommandPlace,
  type ResolvedCommand,
  resolveCommand,
} from "./launch/resolve-command.ts";
export { findPassingFolder, stableNode } from "./launch/stable-node.ts";
export { findTerminalVariables } from "./launch/terminal-variables.ts";
export {
  describeEntry,
  type FoundServer,
  type InstallRequest,
  type Plan,
  planInstall,
  planRemoval,
  type RemovalRequest,
  readServers,
} from "./plan.ts";
export { findReference, isFilledBy, type Reference } from "./reference.ts";
export { type Disk, joinPath } from "./user-place.ts";
