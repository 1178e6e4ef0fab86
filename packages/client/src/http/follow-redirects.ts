import { sharesOrigin } from "./same-origin.ts";

/** More hops than this are a loop. */
const MAX_REDIRECTS = 5;

/**
 * Sends a request, and follows redirects that keep its method and its origin.
 *
 * Any other redirect is returned as the response: another origin must not get the credentials and
 * the session, and some redirects turn a POST into a GET.
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
  return target !== null && sharesOrigin(target, url) ? target : undefined;
}

function isMoved(status: number): boolean {
  return status === 301 || status === 302 || status === 303;
}
