import { MortiseError } from "@mortise/protocol";

/** Redirects of one login; the longest has six. */
const MAX_STEPS = 20;

/**
 * Opens `url` as a browser would that has no page to show: follows redirects with cookies, and returns
 * the first URL that goes elsewhere than to `issuer`, such as the client's redirect URI with its code.
 *
 * Rejects with MortiseError `INVALID_RESPONSE` for a page, which a user would have to read.
 */
export async function browse(
  url: string | URL,
  { issuer, signal }: { readonly issuer: string; readonly signal?: AbortSignal | undefined },
): Promise<URL> {
  const cookies = new Map<string, string>();
  let at = new URL(url);
  for (let step = 0; step < MAX_STEPS; step += 1) {
    if (at.origin !== new URL(issuer).origin) return at;
    const response = await fetch(at, {
      redirect: "manual",
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; ") },
      signal: signal ?? null,
    });
    const text = await response.text();
    keepCookies(cookies, response.headers);
    const location = response.headers.get("location");
    if (location === null) {
      throw new MortiseError(
        "INVALID_RESPONSE",
        `${at.origin}${at.pathname} answered ${response.status} and no redirect: ${textOf(text)}`,
      );
    }
    at = new URL(location, at);
  }
  throw new MortiseError("INVALID_RESPONSE", `${at.origin} redirected ${MAX_STEPS} times`);
}

/** Paths are not looked at: names of cookies differ where their paths do. */
function keepCookies(cookies: Map<string, string>, headers: Headers): void {
  for (const cookie of headers.getSetCookie()) {
    const [pair = ""] = cookie.split(";");
    const at = pair.indexOf("=");
    if (/expires=Thu, 01 Jan 1970/i.test(cookie)) cookies.delete(pair.slice(0, at));
    else cookies.set(pair.slice(0, at), pair.slice(at + 1));
  }
}

function textOf(page: string): string {
  const text = page.replace(/<style[\s\S]*?<\/style>|<[^>]*>/g, " ").replace(/\s+/g, " ");
  return text.trim().slice(0, 400);
}
