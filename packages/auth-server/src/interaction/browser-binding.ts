import { timingSafeEqual } from "node:crypto";
import type { Random } from "@mortise/protocol";
import type { Context } from "../page/context.ts";
import type { Sealer } from "../record/sealer.ts";

/** How a browser is recognized. */
export interface BrowserBindingOptions {
  readonly sealer: Sealer;
  readonly random: Random;
  readonly issuer: string;
  readonly cookiePrefix: string;
}

/** The cookie's value: 16 random bytes in base64url. */
const VALUE = /^[A-Za-z0-9_-]{22}$/;

/**
 * Recognizes a browser by one cookie of fixed size, and binds forms and logins to it: a page that was
 * shown to one browser cannot be answered by another (2026-07-28, Security Best Practices, Confused
 * Deputy).
 *
 * The token of a form is a keyed digest of the browser and the request, so that a page may be fetched
 * twice, as by a browser that looks ahead, and either copy can be answered.
 */
export class BrowserBinding {
  readonly #options: BrowserBindingOptions;
  readonly #isSecure: boolean;
  readonly #cookie: string;

  constructor(options: BrowserBindingOptions) {
    this.#options = options;
    this.#isSecure = options.issuer.startsWith("https:");
    // RFC 6265bis, 4.1.3: no other host and no path can set a cookie with this prefix.
    this.#cookie = `${this.#isSecure ? "__Host-" : ""}${options.cookiePrefix}-browser`;
  }

  /** Returns the mark of the browser, which gets its cookie if it has none. */
  markOf(ctx: Context): string {
    return this.#mark(this.#read(ctx) ?? this.#set(ctx));
  }

  /** Returns whether a request comes from the browser with a mark. */
  isFrom(ctx: Context, mark: string): boolean {
    const id = this.#read(ctx);
    return id !== undefined && isEqual(this.#mark(id), mark);
  }

  /** Makes the token of a form about something, such as the id of an interaction. */
  tokenFor(ctx: Context, ...about: readonly string[]): string {
    return this.#options.sealer.mark("form", this.markOf(ctx), ...about);
  }

  /**
   * Returns whether a form comes from the page that was shown to this browser, about the same thing,
   * and was sent from that page (Fetch Metadata; RFC 6454, 7).
   */
  isOwnForm(ctx: Context, token: string, ...about: readonly string[]): boolean {
    const id = this.#read(ctx);
    if (id === undefined) return false;
    const site = ctx.get("sec-fetch-site");
    if (site !== "" && site !== "same-origin") return false;
    const origin = ctx.get("origin");
    if (origin !== "" && origin !== new URL(this.#options.issuer).origin) return false;
    return isEqual(this.#options.sealer.mark("form", this.#mark(id), ...about), token);
  }

  #read(ctx: Context): string | undefined {
    const value = ctx.cookies.get(this.#cookie, { signed: false });
    return value !== undefined && VALUE.test(value) ? value : undefined;
  }

  #set(ctx: Context): string {
    const value = Buffer.from(this.#options.random.bytes(16)).toString("base64url");
    ctx.cookies.set(this.#cookie, value, {
      httpOnly: true,
      sameSite: "lax",
      secure: this.#isSecure,
      path: "/",
      signed: false,
      overwrite: true,
    });
    // A second look within this request finds the new one.
    ctx.req.headers.cookie = [ctx.req.headers.cookie, `${this.#cookie}=${value}`]
      .filter((part) => part !== undefined)
      .join("; ");
    return value;
  }

  #mark(id: string): string {
    return this.#options.sealer.mark("browser", id);
  }
}

function isEqual(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}
