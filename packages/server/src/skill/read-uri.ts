import { ErrorCode, ProtocolError } from "@mortise/protocol";

/** Returns the `uri` of a request's parameters. */
export function readUri(method: string, uri: unknown): string {
  if (typeof uri === "string") return uri;
  throw new ProtocolError(ErrorCode.InvalidParams, `${method} needs a "uri", a string`);
}
