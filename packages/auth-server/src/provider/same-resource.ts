/**
 * Returns whether two resource identifiers are of one server: case of the host, its default port and a slash
 * at the end of the path make no other (2026-07-28, Authorization, Canonical Server URI).
 */
export function isSameResource(one: string, other: string): boolean {
  return one === other || (canonical(one) ?? one) === (canonical(other) ?? other);
}

/** RFC 8707, 2: an identifier has no fragment. */
function canonical(resource: string): string | undefined {
  const url = URL.parse(resource);
  if (url === null || resource.includes("#") || url.username !== "") return undefined;
  return `${url.protocol}//${url.host}${url.pathname.replace(/\/$/, "")}${url.search}`;
}
