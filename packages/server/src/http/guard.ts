import { MortiseError } from "@mortise/protocol";
import type { ServerLog } from "../log/mask.ts";
import { AllowedHosts } from "./allowed-hosts.ts";
import { AllowedOrigins } from "./allowed-origins.ts";
import type { HttpExchange } from "./exchange/exchange.ts";

/** The hosts and origins that may reach a server over HTTP. */
export interface GuardOptions {
  /**
   * Hosts that requests may name: `api.example.com`, with `:8080` for that port alone,
   * `*.example.com` for its subdomains, or `*` for any. Default: loopback names for a server that
   * listens on loopback, and in `createNodeHandler` for requests that arrive over loopback;
   * otherwise any.
   */
  readonly allowedHosts?: readonly string[];
  /**
   * Origins that browsers may call from: `https://app.example.com`, `https://*.example.com` for its
   * subdomains, or `*` for any, as for a public server; they get CORS headers. Default: only the
   * server's own.
   */
  readonly allowedOrigins?: readonly string[];
  /**
   * Request headers that pages of these origins may send besides those of the protocol, such as
   * `X-Api-Key`. Default: any. Cookies are never sent.
   */
  readonly allowedHeaders?: readonly string[];
}

/** Why a request is turned away before it is read. */
export interface Refusal {
  readonly status: number;
  readonly message: string;
}

/** The names by which a machine calls itself. */
export const LOOPBACK_HOSTS: readonly string[] = ["localhost", "127.0.0.1", "[::1]"];

const LOOPBACK = new AllowedHosts(LOOPBACK_HOSTS);
/** The name of a header (RFC 9110, 5.6.2). */
const FIELD_NAME = /^[!#$%&'*+\-.^_`|~\w]+$/;

/** Any stranger can send a new name, so that only the first few are logged. */
const MAX_LOGGED = 10;

const CORS_METHODS = "GET, POST, DELETE, OPTIONS";
const CORS_HEADERS =
  "Content-Type, Accept, Authorization, Mcp-Protocol-Version, Mcp-Method, Mcp-Name, Mcp-Session-Id, Last-Event-ID, DPoP";

/**
 * Keeps pages of other sites from calling a server through a visitor's browser
 * (2026-07-28, Streamable HTTP, Security & Endpoint).
 */
export class Guard {
  readonly #hosts: AllowedHosts | undefined;
  readonly #origins: AllowedOrigins;
  readonly #headers: ReadonlySet<string> | undefined;
  readonly #log: ServerLog | undefined;
  readonly #logged = new Set<string>();
  #lastHost: string | undefined;

  /** @throws MortiseError `INVALID_OPTION` for an entry that could never match. */
  constructor(
    { allowedHosts, allowedOrigins = [], allowedHeaders }: GuardOptions,
    log?: ServerLog,
  ) {
    this.#log = log;
    this.#hosts = allowedHosts && new AllowedHosts(allowedHosts);
    this.#origins = new AllowedOrigins(allowedOrigins);
    this.#headers = allowedHeaders && new Set(allowedHeaders.map(readHeaderName));
  }

  /**
   * Returns why the request is refused, or `undefined` when it may go on. The log has each refusal
   * once, since a proxy may keep its text from the operator.
   */
  check(exchange: HttpExchange): Refusal | undefined {
    const refusal = this.#find(exchange);
    if (refusal) this.#report(refusal.message);
    return refusal;
  }

  #report(message: string): void {
    if (!this.#log || this.#logged.has(message) || this.#logged.size === MAX_LOGGED) return;
    this.#logged.add(message);
    this.#log({ level: "warning", message: `A request was refused: ${message}` });
  }

  #find(exchange: HttpExchange): Refusal | undefined {
    const host = exchange.header("host");
    // Almost every request names the same host, so it is looked at only when it changes.
    const hosts = this.#hosts ?? (exchange.isLoopback ? LOOPBACK : undefined);
    if (hosts && (host === undefined || host !== this.#lastHost)) {
      if (!hosts.has(host)) {
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
    const asked = exchange.header("access-control-request-headers") ?? "";
    const own = asked.split(",").map((name) => name.trim());
    const allowed = own.filter((name) => FIELD_NAME.test(name) && this.#allowsHeader(name));
    return {
      "access-control-allow-origin": origin,
      "access-control-allow-methods": CORS_METHODS,
      "access-control-allow-headers": [CORS_HEADERS, ...allowed].join(", "),
      "access-control-expose-headers": "Mcp-Session-Id, WWW-Authenticate, DPoP-Nonce, Retry-After",
      "access-control-max-age": "600",
      vary: "Origin",
    };
  }

  #allowsHeader(name: string): boolean {
    const lower = name.toLowerCase();
    if (!this.#headers || lower.startsWith("mcp-param-")) return true;
    return this.#headers.has(lower);
  }

  #isOwn(origin: string, host: string | undefined): boolean {
    const url = URL.parse(origin);
    // An origin as browsers write it: no user, no path, and "null" for what is no web page.
    if (!url || !/^https?:$/.test(url.protocol)) return false;
    return url.origin === origin && url.host === host?.toLowerCase();
  }
}

function readHeaderName(name: string): string {
  if (FIELD_NAME.test(name)) return name.toLowerCase();
  throw new MortiseError(
    "INVALID_OPTION",
    `allowedHeaders has ${JSON.stringify(name)}, which is no name of a header; write one such as "X-Api-Key"`,
  );
}
