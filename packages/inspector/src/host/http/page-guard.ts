import type { IncomingMessage } from "node:http";
import { HostFailure } from "../state/host-failure.ts";

/** The names by which a machine calls itself. */
const LOOPBACK: readonly string[] = ["localhost", "127.0.0.1", "[::1]"];

/** The hosts that the page may be opened under. */
export interface PageGuardOptions {
  /** Names and addresses beside those of loopback, such as those of `--host`. Default: none. */
  readonly hosts?: readonly string[];
}

/**
 * Keeps the pages of other sites away (2026-07-28, Streamable HTTP, Security & Endpoint): a name that was
 * bound to this machine by its own DNS is refused on every route, and another origin wherever something is
 * read or done.
 */
export class PageGuard {
  readonly #hosts: ReadonlySet<string>;

  constructor({ hosts = [] }: PageGuardOptions = {}) {
    this.#hosts = new Set([...LOOPBACK, ...hosts].map((host) => host.toLowerCase()));
  }

  /**
   * Refuses a request that names another host. The port is not compared, since a container may publish
   * another one, and a name is all that an attack can bind.
   *
   * @throws HostFailure 403.
   */
  checkHost({ headers: { host = "" } }: IncomingMessage): void {
    const name = host.toLowerCase().replace(/:\d+$/, "");
    if (this.#hosts.has(name)) return;
    throw refused(
      `the host ${JSON.stringify(host.slice(0, 200))} is not one of ${[...this.#hosts].join(", ")}`,
      "open the URL that the terminal shows, or start with --allow-host and this name",
    );
  }

  /**
   * Refuses a request that a page of another origin makes.
   *
   * @throws HostFailure 403.
   */
  checkOrigin({ headers }: IncomingMessage): void {
    const { host = "", origin } = headers;
    const site = headers["sec-fetch-site"];
    if (site !== undefined && site !== "same-origin" && site !== "none") {
      throw refused(
        `a page of another site asks (Sec-Fetch-Site: ${String(site).slice(0, 40)})`,
        "use the page that the terminal shows",
      );
    }
    if (origin === undefined || isOwn(origin, host)) return;
    throw refused(
      `the origin ${JSON.stringify(origin.slice(0, 200))} is not the page's own, http://${host.slice(0, 200)}`,
      "use the page that the terminal shows; a proxy in front has to pass the Host header on",
    );
  }
}

function isOwn(origin: string, host: string): boolean {
  const url = URL.parse(origin);
  if (url === null || !/^https?:$/.test(url.protocol)) return false;
  return url.origin === origin && url.host === URL.parse(`${url.protocol}//${host}`)?.host;
}

function refused(cause: string, fix: string): HostFailure {
  return new HostFailure(403, { code: "REFUSED", step: "admit the request", cause, fix });
}
