/** More hops than this are a loop. */
const MAX_REDIRECTS = 5;

/**
 * Sends a request, following redirects that send the very same request on to the same origin.
 *
 * Any other redirect is the response: one to another origin would take the credentials and the
 * session there, and some would turn a POST into a GET.
 */
export async function followRedirects(
  { method, url }: { readonly method: string; readonly url: URL },
  send: (url: URL) => Promise<Response>,
): Promise<Response> {
  let place = url;
  for (let hop = 0; ; hop += 1) {
    const response = await send(place);
    const next = readRedirect(response, place, method);
    if (next === undefined || hop === MAX_REDIRECTS) return response;
    await response.body?.cancel();
    place = next;
  }
}

function readRedirect(response: Response, url: URL, method: string): URL | undefined {
  const { status } = response;
  const keepsMethod = status === 307 || status === 308 || (method === "GET" && isMoved(status));
  const location = keepsMethod ? response.headers.get("location") : null;
  const target = location === null ? null : URL.parse(location, url);
  return target?.origin === url.origin ? target : undefined;
}

function isMoved(status: number): boolean {
  return status === 301 || status === 302 || status === 303;
}
