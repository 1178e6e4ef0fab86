/** Returns the media type of a response in lower case, without its parameters (RFC 9110, 8.3.1). */
export function mediaTypeOf({ headers }: Response): string | undefined {
  return headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
}

/** The codings that every platform's `fetch` undoes. */
const READABLE: ReadonlySet<string> = new Set(["", "identity", "gzip", "x-gzip", "deflate", "br"]);

/**
 * Names a coding that may be why a body made no sense, as a clause for the end of a message; empty for the
 * codings that are asked for (RFC 9110, 12.5.3).
 */
export function unaskedCoding({ headers }: Response): string {
  const coding = headers.get("content-encoding") ?? "";
  const isReadable = coding.split(",").every((each) => READABLE.has(each.trim().toLowerCase()));
  if (isReadable) return "";
  return `; it has the content-encoding ${coding}, which was not asked for: turn it off in the server, or in the proxy before it`;
}
