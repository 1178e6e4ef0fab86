export { connect, type NodeTarget } from "./connect.ts";
export { INHERITED_ENVIRONMENT } from "./process/environment.ts";
export {
  type ProcessTarget,
  ProcessTransport,
  type ProcessTransportOptions,
} from "./process/process-transport.ts";
