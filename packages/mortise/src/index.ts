/**
 * Servers and clients, and what serves them. Agents are in `mortise/agent`, the kit for tests in
 * `mortise/testing`.
 *
 * @module
 */
export type * from "@mortise/backplane";
export { openBackplane } from "@mortise/backplane";
export type * from "@mortise/client";
export { skillsOf } from "@mortise/client";
export type * from "@mortise/node";
export { connect, createNodeHandler, listen, serve, skillFolder } from "@mortise/node";
export type * from "@mortise/protocol";
export { ErrorCode, MortiseError, ProtocolError, subjectId, ToolError } from "@mortise/protocol";
export type * from "@mortise/server";
export {
  atMostOnce,
  audio,
  createFetchHandler,
  createMemoryBackplane,
  createMemoryTransport,
  createServer,
  createSkill,
  file,
  image,
  link,
  logging,
  rateLimit,
  responseCache,
  result,
  serverCard,
  sizeLimit,
  skills,
  timing,
  video,
} from "@mortise/server";
