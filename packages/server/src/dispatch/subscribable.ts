import { ErrorCode, ProtocolError } from "@mortise/protocol";

/** Characters of a URI that is kept for as long as a subscription lasts. */
const MAX_URI = 8_192;

/** @throws ProtocolError `InvalidParams` for a URI that is too long to be kept. */
export function assertSubscribable(uri: string): void {
  if (uri.length <= MAX_URI) return;
  throw new ProtocolError(
    ErrorCode.InvalidParams,
    `A URI to subscribe to has at most ${MAX_URI} characters, not ${uri.length}`,
  );
}
