/** Searched for rather than excluded: an expression over all of a file can exhaust the stack. */
const NO_BASE64 = /[^\w+/=\s-]/;
const DATA_URL = /^data:[^,]*;base64,/;

/** Returns the bytes of base64, which some servers send as a data URL; `undefined` for anything else. */
export function decodeMedia(data: unknown): Uint8Array | undefined {
  if (typeof data !== "string") return undefined;
  const encoded = data.replace(DATA_URL, "");
  return NO_BASE64.test(encoded) ? undefined : Buffer.from(encoded, "base64");
}

/**
 * Returns the bytes of content that is one image, sound or file and nothing else, which `--output`
 * writes as they are; `undefined` for other content.
 *
 * @param content The blocks of a tool's result, or the contents of a resource.
 */
export function readOnlyMedia(content: readonly unknown[]): Uint8Array | undefined {
  const [only, ...more] = content;
  if (more.length > 0 || typeof only !== "object" || only === null) return undefined;
  const { type, data, blob, resource } = only as Readonly<Record<string, unknown>>;
  if (type === "image" || type === "audio") return decodeMedia(data);
  if (type === "resource") return decodeMedia((resource as { blob?: unknown } | null)?.blob);
  return type === undefined ? decodeMedia(blob) : undefined;
}
