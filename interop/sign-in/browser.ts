import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { request } from "node:http";
import { text as readText } from "node:stream/consumers";

/** The longest login here has twelve redirects and three pages. */
const MAX_STEPS = 30;

/** The values of a user's form fields, by name; other fields keep the value that the page gave them. */
const TYPED: Readonly<Record<string, string>> = {
  login: "alice",
  email: "alice@example.com",
  password: "correct horse battery staple",
};

interface Page {
  readonly status: number;
  readonly location: string | undefined;
  readonly text: string;
}

/** A browser of one user that fills in the login and consent pages of any authorization server. */
export class Browser {
  readonly #cookies = new Map<string, string>();

  /**
   * Follows redirects, those of pages too, and submits the form of each page, until it is at the redirect URI that
   * the authorization request names.
   *
   * @throws Error for a page without a form, with its text.
   */
  async signIn(url: string | URL): Promise<URL> {
    const end = withoutQuery(new URL(new URL(url).searchParams.get("redirect_uri") ?? ""));
    let at = new URL(url);
    let form: URLSearchParams | undefined;
    for (let step = 0; step < MAX_STEPS; step += 1) {
      if (withoutQuery(at) === end) return at;
      const { status, location, text } = await this.#load(at, form);
      form = location === undefined ? fillIn(text) : undefined;
      if (location === undefined && form === undefined) {
        throw new Error(`${at.origin}${at.pathname} answered ${status}: ${textOf(text)}`);
      }
      const [, action = ""] = /<form[^>]*\saction="([^"]*)"/.exec(text) ?? [];
      at = new URL(location ?? action.replaceAll("&amp;", "&"), at);
    }
    throw new Error(`${at.origin} showed no end of a login after ${MAX_STEPS} pages`);
  }

  /** By a plain request: `fetch` lets no program say that it navigates. */
  async #load(url: URL, form: URLSearchParams | undefined): Promise<Page> {
    const sent = request(url, {
      method: form ? "POST" : "GET",
      headers: {
        accept: "text/html",
        cookie: [...this.#cookies].map((pair) => pair.join("=")).join("; "),
        origin: url.origin,
        "sec-fetch-mode": "navigate",
        ...(form && { "content-type": "application/x-www-form-urlencoded" }),
      },
    }).end(form?.toString());
    const [response] = (await once(sent, "response")) as [IncomingMessage];
    for (const cookie of response.headers["set-cookie"] ?? []) this.#keep(cookie);
    const { statusCode: status = 0, headers } = response;
    const text = await readText(response);
    const [, refresh] = /http-equiv="refresh" content="0; url=([^"]*)"/.exec(text) ?? [];
    return { status, location: headers.location ?? refresh?.replaceAll("&amp;", "&"), text };
  }

  #keep(cookie: string): void {
    const [pair = ""] = cookie.split(";");
    const at = pair.indexOf("=");
    if (/expires=Thu, 01 Jan 1970|max-age=0/i.test(cookie)) this.#cookies.delete(pair.slice(0, at));
    else this.#cookies.set(pair.slice(0, at), pair.slice(at + 1));
  }
}

function fillIn(page: string): URLSearchParams | undefined {
  if (!page.includes("<form")) return undefined;
  const fields = new URLSearchParams();
  // A user presses the first button: it allows, or picks the first user.
  const [button = ""] = /<button[^>]*>/.exec(page) ?? [];
  for (const [field] of page.matchAll(/<input[^>]*>/g)) setField(fields, field);
  setField(fields, button);
  return fields;
}

function setField(fields: URLSearchParams, field: string): void {
  const name = attribute(field, "name");
  if (name !== undefined) fields.set(name, TYPED[name] ?? attribute(field, "value") ?? "");
}

function withoutQuery({ origin, pathname }: URL): string {
  return `${origin}${pathname}`;
}

function attribute(tag: string, name: string): string | undefined {
  return new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1]?.replaceAll("&amp;", "&");
}

function textOf(page: string): string {
  const text = page.replace(/<style[\s\S]*?<\/style>|<[^>]*>/g, " ").replace(/\s+/g, " ");
  return text.trim().slice(0, 400);
}
