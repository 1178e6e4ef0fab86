import type { JsonObject } from "@mortise/protocol";

/**
 * Rewrites the URIs by which the JSON text of a result points at resources: in links and embedded
 * resources of tools and prompts, and in what was read. Other text is left as it is.
 */
export function rewriteUris(text: string, rewrite: (uri: string) => string): string {
  // Most results point at nothing, and are not read.
  if (!text.includes('"uri"')) return text;
  const result = JSON.parse(text) as JsonObject;
  return JSON.stringify({
    ...result,
    ...(Array.isArray(result["content"]) && { content: result["content"].map(block) }),
    ...(Array.isArray(result["contents"]) && { contents: result["contents"].map(withUri) }),
    ...(Array.isArray(result["messages"]) && {
      messages: result["messages"].map((message: JsonObject) => ({
        ...message,
        content: block(message["content"]),
      })),
    }),
  });

  function block(value: unknown): unknown {
    if (typeof value !== "object" || value === null) return value;
    const { type, resource } = value as JsonObject;
    if (type === "resource_link") return withUri(value);
    if (type === "resource") return { ...value, resource: withUri(resource) };
    return value;
  }

  function withUri(value: unknown): unknown {
    const uri = (value as JsonObject | null | undefined)?.["uri"];
    return typeof uri === "string" ? { ...(value as JsonObject), uri: rewrite(uri) } : value;
  }
}
