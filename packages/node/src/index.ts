/**
 * The bridge to Node: stdio, HTTP, child processes and workers.
 *
 * @module
 */
export type * from "@mortise/client";
export type * from "@mortise/protocol";
export type * from "@mortise/server";
export { readInstanceCount } from "./backplane/instance-count.ts";
export type { BackplaneOption } from "./backplane/named-backplane.ts";
export { connect, type NodeTarget } from "./connect.ts";
export {
  createNodeHandler,
  type NodeHandler,
  type NodeHandlerOptions,
} from "./http/create-node-handler.ts";
export { type Listening, type ListenOptions, listen } from "./http/listen.ts";
export type { NodeFallback } from "./http/node-endpoint.ts";
export { type NodeFetchInit, nodeFetch } from "./http/node-fetch.ts";
export type { NodeRequest } from "./http/request-body.ts";
export { INHERITED_ENVIRONMENT } from "./process/environment.ts";
export {
  type ProcessTarget,
  ProcessTransport,
  type ProcessTransportOptions,
} from "./process/process-transport.ts";
export {
  findServerFile,
  type ImportedServer,
  importServer,
  type ServerFile,
} from "./serve/import-server.ts";
export { type ServeOptions, serve } from "./serve/serve.ts";
export type { Serving } from "./serve/serving.ts";
export { withoutServing } from "./serve/without-serving.ts";
export { type SkillFolderOptions, skillFolder } from "./skill/skill-folder.ts";
export { reserveStdout } from "./stdio/guard-stdout.ts";
export { type ServingStdio, type StdioOptions, serveStdio } from "./stdio/serve-stdio.ts";
export { hostBackplane } from "./worker/backplane-host.ts";
export { type Channel, type IpcProcess, ipcChannel } from "./worker/channel.ts";
export { RestartPolicy } from "./worker/restart-policy.ts";
export { openWorkerBackplane, type WorkerBackplaneOptions } from "./worker/worker-backplane.ts";
export { readWorkerCount, type WorkerCount } from "./worker/worker-count.ts";
