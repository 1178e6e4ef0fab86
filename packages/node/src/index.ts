export { connect, type NodeTarget } from "./connect.ts";
export { type Listening, type ListenOptions, listen } from "./http/listen.ts";
export { INHERITED_ENVIRONMENT } from "./process/environment.ts";
export {
  type ProcessTarget,
  ProcessTransport,
  type ProcessTransportOptions,
} from "./process/process-transport.ts";
export { type ServeOptions, type Serving, serve } from "./serve.ts";
export { type ServingStdio, serveStdio } from "./stdio/serve-stdio.ts";
