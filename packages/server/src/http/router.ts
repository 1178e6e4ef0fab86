import { MortiseError } from "@mortise/protocol";
import { AuthRoutes } from "../authorization/auth-routes.ts";
import type { ServerCard } from "../card/server-card.ts";
import type { ServerCore } from "../core/server-core.ts";
import type { ServerLog } from "../log/mask.ts";
import type { HealthOptions } from "./health.ts";
import { checkPath, Health } from "./health.ts";

/** The paths of an HTTP endpoint and their handlers. */
export interface RouteOptions {
  /** The path of the MCP endpoint. Default: every path that nothing else answers. */
  readonly path?: string | undefined;
  /** The paths that report health. Default `false`: none. */
  readonly health?: boolean | HealthOptions | undefined;
  /** The card of the server. Default: none. */
  readonly card?: ServerCard | undefined;
  /** Whether something answers the paths that are left; needs `path`. */
  readonly fallback?: unknown;
}

/** Answers a request for a resource beside the MCP endpoint. */
export type RouteHandler = (request: Request) => Promise<Response>;

/**
 * Finds what answers a path: the MCP endpoint, then health, then the routes of `auth` and of the card; the
 * platform's fallback answers the rest.
 */
export class Router {
  readonly #path: string | undefined;
  readonly #health: Health;
  readonly #authRoutes: AuthRoutes;
  readonly #log: ServerLog;
  #hasWarned = false;
  #hasWarnedOfRoutes = false;

  /** @throws MortiseError `INVALID_OPTION` for a path or a card that is none, and for a fallback without `path`. */
  constructor(core: ServerCore, options: RouteOptions, isClosing: () => boolean) {
    const { path, health = false, card, fallback } = options;
    checkPath(path);
    if (fallback !== undefined && path === undefined) {
      throw new MortiseError(
        "INVALID_OPTION",
        'A fallback answers paths other than the endpoint\'s: set path too, such as "/mcp"',
      );
    }
    // The endpoint has its path with and without a slash, however it is written here.
    this.#path = path === undefined || path === "/" ? path : path.replace(/\/$/, "");
    this.#health = new Health(core, health, isClosing);
    if (card !== undefined && typeof card.routes !== "function") {
      throw new MortiseError("INVALID_OPTION", "card takes what serverCard({ name, url }) returns");
    }
    const { info } = core.identity;
    const others = card?.routes({ path: this.#path, info }) ?? [];
    this.#authRoutes = new AuthRoutes({ path: this.#path, others, core });
    this.#log = core.log;
  }

  /**
   * Returns what answers a path: `endpoint` for the MCP endpoint, with or without one slash at its
   * end, a handler for a resource beside it, and `elsewhere` for the fallback, which gets no path that is
   * for metadata of the endpoint. `whole` is the path before a framework cut off where it mounts the handler.
   */
  find(pathname: string, whole: string = pathname): "endpoint" | "elsewhere" | RouteHandler {
    const path = this.#path;
    if (whole !== pathname && !this.#hasWarnedOfRoutes) this.#checkRoutes(pathname, whole);
    if (path !== undefined && isAt(pathname, path)) return "endpoint";
    const health = this.#health.find(pathname);
    if (health) return health;
    const route = this.#authRoutes.find(whole);
    if (route) return (request) => this.#authRoutes.answer(route, request);
    // RFC 8615: these paths belong to the host, and a client that looks for metadata takes a 404 for none.
    if (path === undefined) return whole.startsWith("/.well-known/") ? answerNothing : "endpoint";
    if (whole !== pathname && isAt(whole, path)) this.#warnOfMount(path);
    // A fallback that answers every path with a page would have clients read the page as metadata.
    return isDiscoveryOf(path, whole) ? answerNothing : "elsewhere";
  }

  /** Logs once that the endpoint is below a mount path, when a request looked for it at the top. */
  #warnOfMount(path: string): void {
    if (this.#hasWarned) return;
    this.#hasWarned = true;
    const message = `A request for ${path} did not reach the MCP endpoint: the option path counts from where the framework mounts the handler; leave path out, or mount the handler at /`;
    this.#log({ level: "warning", message });
  }

  /** Logs once that routes lie outside of where a framework mounts the handler. */
  #checkRoutes(pathname: string, whole: string): void {
    this.#hasWarnedOfRoutes = true;
    const mount = whole.endsWith(pathname) ? whole.slice(0, -pathname.length) : whole;
    const missed = this.#authRoutes.paths.filter((path) => !path.startsWith(`${mount}/`));
    if (missed.length === 0) return;
    const message = `The server answers ${missed.join(", ")}, which the framework does not pass to a handler that is mounted at ${mount}; mount the handler at / with the option path: "${mount}"`;
    this.#log({ level: "warning", message });
  }

  /**
   * Logs once that a request of an MCP client goes to the framework's next handler, whose 404 gives no
   * reason.
   */
  warnOfStray(pathname: string): void {
    if (this.#hasWarned || this.#path === undefined) return;
    this.#hasWarned = true;
    const message = `A request of an MCP client for ${pathname} was left to the framework; the MCP endpoint is ${this.#path}`;
    this.#log({ level: "warning", message });
  }

  /** The message of a 404. */
  get nothingHere(): string {
    return `There is nothing here; the MCP endpoint is ${this.#path}`;
  }
}

async function answerNothing(): Promise<Response> {
  return Response.json({ error: "not_found" }, { status: 404 });
}

/** Whether a path is one at which clients look for the metadata of the endpoint at `path` (RFC 9728, 3.1; RFC 8414, 3.1). */
function isDiscoveryOf(path: string, pathname: string): boolean {
  if (path === "/") return false;
  if (pathname.startsWith(`${path}/.well-known/`)) return true;
  const name = /^\/\.well-known\/(?:oauth-[a-z-]+|openid-configuration)(?=\/)/.exec(pathname)?.[0];
  return name !== undefined && isAt(pathname.slice(name.length), path);
}

function isAt(pathname: string, path: string): boolean {
  if (!pathname.startsWith(path)) return false;
  return pathname.length === path.length || pathname.slice(path.length) === "/";
}
