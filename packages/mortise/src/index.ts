export type { Client, ConnectOptions, ToolResult } from "@mortise/client";
export {
  connect,
  type ListenOptions,
  listen,
  type NodeTarget,
  type ServeOptions,
  serve,
} from "@mortise/node";
export {
  type Duration,
  ErrorCode,
  MortiseError,
  type MortiseErrorCode,
  ProtocolError,
  type Revision,
  ToolError,
  type ToolErrorOptions,
} from "@mortise/protocol";
export {
  audio,
  createFetchHandler,
  createServer,
  file,
  image,
  link,
  type PromptDefinition,
  type RequestContext,
  type ResourceDefinition,
  result,
  type Server,
  type ServerOptions,
  type ToolDefinition,
  video,
} from "@mortise/server";
