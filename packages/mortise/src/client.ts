/**
 * Clients, for programs that do not serve.
 *
 * @module
 */
export type * from "@mortise/client";
export { HttpTransport, KnownServers, readRetryAfter, skillsOf } from "@mortise/client";
export { connect, type NodeTarget, type ProcessTarget } from "@mortise/node";

export type * from "@mortise/protocol";
