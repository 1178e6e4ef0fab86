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
  const browser = new HeadlessBrowser(new URL(issuer).origin, signal);
  const { at, status, text } = await browser.open(new URL(url));
  if (status === undefined) return at;
  throw new MortiseError(
    "INVALID_RESPONSE",
    `${at.origin}${at.pathname} answered ${status} and no redirect: ${textOf(text)}`,
  );
}

/**
 * Enters a code on the page for devices, and confirms it.
 *
 * Rejects with MortiseError `INVALID_RESPONSE` unless the device is connected then.
 */
export async function enterUserCode(page: string, userCode: string): Promise<void> {
  const browser = new HeadlessBrowser(new URL(page).origin);
  const { text } = await browser.open(new URL(page));
  const [, xsrf = ""] = /name="xsrf" value="([^"]*)"/.exec(text) ?? [];
  const form = { xsrf, user_code: userCode, confirm: "yes" };
  const answer = await browser.open(new URL(page), new URLSearchParams(form));
  if (answer.status === 200 && answer.text.includes("Connected")) return;
  throw new MortiseError("INVALID_RESPONSE", `The code was refused: ${textOf(answer.text)}`);
}

/** Where a browser ended: a page, or a URL of another site. */
interface Destination {
  readonly at: URL;
  /** The status of the page; `undefined` at another site. */
  readonly status: number | undefined;
  readonly text: string;
}

/** Follows redirects within one site, with its cookies. */
class HeadlessBrowser {
  readonly #origin: string;
  readonly #signal: AbortSignal | undefined;
  readonly #cookies = new Map<string, string>();

  constructor(origin: string, signal?: AbortSignal) {
    this.#origin = origin;
    this.#signal = signal;
  }

  async open(url: URL, form?: URLSearchParams): Promise<Destination> {
    let at = url;
    for (let step = 0; step < MAX_STEPS; step += 1) {
      if (at.origin !== this.#origin) return { at, status: undefined, text: "" };
      const response = await fetch(at, {
        redirect: "manual",
        headers: { cookie: [...this.#cookies].map((pair) => pair.join("=")).join("; ") },
        signal: this.#signal ?? null,
        ...(form && step === 0 && { method: "POST", body: form }),
      });
      const text = await response.text();
      this.#keep(response.headers);
      const location = response.headers.get("location");
      if (location === null) return { at, status: response.status, text };
      at = new URL(location, at);
    }
    throw new MortiseError("INVALID_RESPONSE", `${this.#origin} redirected ${MAX_STEPS} times`);
  }

  /** Paths are not looked at: names of cookies differ where their paths do. */
  #keep(headers: Headers): void {
    for (const cookie of headers.getSetCookie()) {
      const [pair = ""] = cookie.split(";");
      const at = pair.indexOf("=");
      if (/expires=Thu, 01 Jan 1970/i.test(cookie)) this.#cookies.delete(pair.slice(0, at));
      else this.#cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
  }
}

function textOf(page: string): string {
  const text = page.replace(/<style[\s\S]*?<\/style>|<[^>]*>/g, " ").replace(/\s+/g, " ");
  return text.trim().slice(0, 400);
}
