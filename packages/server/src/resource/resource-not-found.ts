import type { Revision } from "@mortise/protocol";
import { ErrorCode, isModern, ProtocolError } from "@mortise/protocol";
import { describeName } from "../result/describe-name.ts";
import { speltLike } from "../result/spelt-like.ts";

/** URIs and templates that an error offers in place of the URI that is not there. */
const MAX_OFFERED = 3;

/** Characters of a URI that an error has in its data. */
const MAX_URI = 8_192;

/** The reason why nothing answers to a URI. */
export interface Missing {
  /** The URIs and templates that the caller may see. */
  readonly known?: readonly string[];
  /** The error of the handler. */
  readonly cause?: ProtocolError;
}

/**
 * Makes the error for a URI that nothing answers to, with those that are spelt like it: -32602 in
 * 2026-07-28, -32002 in earlier revisions (Resources, Error Handling).
 */
export function resourceNotFound(
  uri: string,
  revision: Revision,
  { known = [], cause }: Missing = {},
): ProtocolError {
  const near = speltLike(uri, known, MAX_OFFERED);
  const offer = near.length === 0 ? "" : `. Spelt like it: ${near.join(", ")}`;
  return new ProtocolError(
    isModern(revision) ? ErrorCode.InvalidParams : ErrorCode.ResourceNotFound,
    cause?.message ?? `Resource not found: ${describeName(uri)}${offer}`,
    // A long URI is not sent back: it may have megabytes.
    { data: uri.length > MAX_URI ? {} : { uri }, cause },
  );
}
