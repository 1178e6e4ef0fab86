import { normalizeUri } from "@mortise/protocol";

/**
 * Returns whether `uri`, in any spelling, is that of a resource or of a part of it, which an update may name
 * (2025-11-25, Resources, Subscriptions).
 */
export function isInResource(uri: string, resource: string): boolean {
  if (uri === resource) return true;
  const [inner, outer] = [normalizeUri(uri), normalizeUri(resource)];
  return inner === outer || inner.startsWith(`${outer}/`);
}
