/** The module `mortise` of the playground: the parts that need no Node. */
export { connect, skillsOf } from "@mortise/client";
export { ErrorCode, MortiseError, ProtocolError, subjectId, ToolError } from "@mortise/protocol";
export * from "@mortise/server";

let served: unknown;

/** Takes the place of `serve`, which needs Node: the playground serves this server. */
export function serve(server: unknown): Promise<void> {
  served = server;
  return Promise.resolve();
}

/** Returns the server that the program served last. */
export function findServed(): unknown {
  return served;
}
