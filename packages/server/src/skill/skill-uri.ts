/** Writes the URI of a path under `skill://`; each segment is escaped where a URI needs it. */
export function skillUri(path: string): string {
  return `skill://${path.split("/").map(encodeURIComponent).join("/")}`;
}

/** Returns whether a path stays below its start, by plain segments alone. */
export function isPlainPath(path: string): boolean {
  return path.split("/").every(isPlainSegment);
}

function isPlainSegment(segment: string): boolean {
  if (segment === "" || segment === "." || segment === "..") return false;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what must not be in a name.
  return segment.isWellFormed() && !/[\\\u0000-\u001f\u007f]/.test(segment);
}
