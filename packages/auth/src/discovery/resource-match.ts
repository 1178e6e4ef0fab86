import { parseUrl } from "../network/web-url.ts";

/**
 * Returns whether metadata for `resource` applies to the server at `server`: the same origin, and the
 * same path or one above it by whole segments.
 *
 * RFC 9728, 3.3 asks for the identical URL. A path above it is taken too, since servers give one document for all
 * their endpoints, and the origin, which keeps tokens from other servers (7.3), is the same.
 *
 * `https://h` and `https://h/` are the same; `https://h/mcp` and `https://h/mcp/` are not.
 */
export function isResourceOf(resource: string, server: URL): boolean {
  const url = parseUrl(resource);
  if (url === undefined || url.origin !== server.origin || resource.includes("#")) return false;
  if (url.username !== "" || url.password !== "") return false;
  if (url.search !== "" && url.search !== server.search) return false;
  const { pathname: path } = url;
  return (
    path === server.pathname || server.pathname.startsWith(path.endsWith("/") ? path : `${path}/`)
  );
}

/** Returns the URL of a server as a resource identifier: without fragment, no slash added. */
export function toResource(server: URL): string {
  const { origin, pathname, search } = server;
  return pathname === "/" && search === "" ? origin : `${origin}${pathname}${search}`;
}
