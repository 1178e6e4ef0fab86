export type {
  Catalogued,
  ChangeNotification,
  Client,
  ConnectOptions,
  Progress,
  RequestOptions,
  ToolResult,
} from "@mortise/client";
export type {
  Listening,
  ListenOptions,
  NodeTarget,
  ProcessTarget,
  ServeOptions,
  Serving,
} from "@mortise/node";
export { connect, listen, serve } from "@mortise/node";
export type {
  ContentBlock,
  Duration,
  JsonSchema,
  MortiseErrorCode,
  Prompt,
  Resource,
  ResourceTemplate,
  Revision,
  Tool,
  ToolErrorOptions,
} from "@mortise/protocol";
export { ErrorCode, MortiseError, ProtocolError, ToolError } from "@mortise/protocol";
export type {
  Completer,
  ElicitAnswer,
  FetchFunction,
  HttpOptions,
  PromptDefinition,
  PromptValue,
  Repair,
  RequestContext,
  ResourceDefinition,
  ResourceTemplateDefinition,
  ResourceValue,
  Server,
  ServerEvent,
  ServerLog,
  ServerOptions,
  ToolContent,
  ToolDefinition,
  ToolOutcome,
} from "@mortise/server";
export {
  audio,
  createFetchHandler,
  createServer,
  file,
  image,
  link,
  result,
  video,
} from "@mortise/server";
