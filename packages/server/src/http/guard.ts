import type { HttpExchange } from "./exchange/exchange.ts";

/** The hosts and origins that may reach a server over HTTP. */
export interface GuardOptions {
  /**
   * Host names that requests may name, without port. Default: loopback names for a server that
   * listens on loopback, and in `createNodeHandler` for requests that arrive over loopback;
   * otherwise any.
   */
  readonly allowedHosts?: readonly string[];
  /**
   * Origins that browsers may call from, such as `https://app.example.com`; they get CORS headers.
   * Default: only the server's own.
   */
  readonly allowedOrigins?: readonly string[];
}

/** Why a request is turned away before it is read. */
export interface Refusal {
  readonly status: number;
  readonly message: string;
}

/** The names by which a machine calls itself. */
export const LOOPBACK_HOSTS: readonly string[] = ["localhost", "127.0.0.1", "[::1]"];

const LOOPBACK: ReadonlySet<string> = new Set(LOOPBACK_HOSTS);

const CORS_METHODS = "GET, POST, DELETE, OPTIONS";
const CORS_HEADERS =
  "Content-Type, Accept, Authorization, Mcp-Protocol-Version, Mcp-Method, Mcp-Name, Mcp-Session-Id, Last-Event-ID";

/**
 * Keeps pages of other sites from calling a server through a visitor's browser
 * (2026-07-28, Streamable HTTP, Security & Endpoint).
 */
export class Guard {
  readonly #hosts: ReadonlySet<string> | undefined;
  readonly #origins: ReadonlySet<string>;
  #lastHost: string | undefined;

  constructor({ allowedHosts, allowedOrigins = [] }: GuardOptions) {
    this.#hosts = allowedHosts && new Set(allowedHosts.map((host) => host.toLowerCase()));
    this.#origins = new Set(allowedOrigins);
  }

  /** Returns why the request is refused, or `undefined` when it may go on. */
  check(exchange: HttpExchange): Refusal | undefined {
    const host = exchange.header("host");
    // Almost every request names the same host, so it is looked at only when it changes.
    const hosts = this.#hosts ?? (exchange.isLoopback ? LOOPBACK : undefined);
    if (hosts && (host === undefined || host !== this.#lastHost)) {
      if (!hosts.has(hostName(host))) {
        return {
          status: 403,
          message: `Host ${JSON.stringify(host ?? "")} is not allowed; name it in allowedHosts to serve it`,
        };
      }
      this.#lastHost = host;
    }
    const origin = exchange.header("origin");
    if (origin === undefined || this.#origins.has(origin)) return undefined;
    if (this.#isOwn(origin, host)) return undefined;
    return {
      status: 403,
      message: `Origin ${JSON.stringify(origin)} is not allowed; name it in allowedOrigins to serve it`,
    };
  }

  /** The CORS headers for an allowed origin; none for others, which need none. */
  cors(exchange: HttpExchange): Readonly<Record<string, string>> | undefined {
    const origin = exchange.header("origin");
    if (origin === undefined || !this.#origins.has(origin)) return undefined;
    const asked = exchange.header("access-control-request-headers");
    const mirrored =
      asked?.split(",").filter((name) => /^\s*mcp-param-[!#$%&'*+\-.^_`|~\w]+\s*$/i.test(name)) ??
      [];
    return {
      "access-control-allow-origin": origin,
      "access-control-allow-methods": CORS_METHODS,
      "access-control-allow-headers": [CORS_HEADERS, ...mirrored.map((name) => name.trim())].join(
        ", ",
      ),
      "access-control-expose-headers": "Mcp-Session-Id, WWW-Authenticate, Retry-After",
      "access-control-max-age": "600",
      vary: "Origin",
    };
  }

  #isOwn(origin: string, host: string | undefined): boolean {
    const url = URL.parse(origin);
    // An origin as browsers write it: no user, no path, and "null" for what is no web page.
    return url?.origin === origin && url.host === host?.toLowerCase();
  }
}

function hostName(host: string | undefined): string {
  return (host ?? "").toLowerCase().replace(/:\d+$/, "");
}
