/** Follows a JSON pointer such as `/$defs/id` (RFC 6901); `undefined` where it leads nowhere. */
export function resolvePointer(pointer: string, root: unknown): unknown {
  let node = root;
  for (const part of pointer.split("/").slice(1)) {
    const key = decode(part).replaceAll("~1", "/").replaceAll("~0", "~");
    const isInside = typeof node === "object" && node !== null && Object.hasOwn(node, key);
    node = isInside ? (node as Readonly<Record<string, unknown>>)[key] : undefined;
  }
  return node;
}

/** Decodes a part of a fragment; one with a broken escape is its own name. */
function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
