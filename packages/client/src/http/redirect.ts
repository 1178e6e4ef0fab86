/** More hops than this are a loop. */
export const MAX_REDIRECTS = 5;

/**
 * Tells where a response sends the very same request on to, on the same origin.
 *
 * `undefined` for any other response: a redirect to another origin is not followed, because it would
 * take the credentials and the session there, nor is one that would turn a POST into a GET.
 */
export function readRedirect(response: Response, url: URL, method: string): URL | undefined {
  const { status } = response;
  const keepsMethod = status === 307 || status === 308 || (method === "GET" && isMoved(status));
  const location = keepsMethod ? response.headers.get("location") : null;
  const target = location === null ? null : URL.parse(location, url);
  return target?.origin === url.origin ? target : undefined;
}

function isMoved(status: number): boolean {
  return status === 301 || status === 302 || status === 303;
}
