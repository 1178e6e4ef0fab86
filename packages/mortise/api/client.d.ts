// The public declarations of mortise/client. `npx vitest run scripts -u` writes this file.

export type * from "@mortise/client";
export type * from "@mortise/protocol";
export type { NodeTarget } from "@mortise/node";
export type { ProcessTarget } from "@mortise/node";
export { HttpTransport } from "@mortise/client";
export { KnownServers } from "@mortise/client";
export { connect } from "@mortise/node";
export { readRetryAfter } from "@mortise/client";
export { skillsOf } from "@mortise/client";
