import type { AuthProvider, AuthRoute, Clock } from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";
import type { Mask, ServerLog } from "../log/mask.ts";
import { LATE, within } from "../time/within.ts";

/** Seconds for which a browser may keep the answer to a preflight. */
const PREFLIGHT_MAX_AGE = 7_200;

/** The endpoint that the routes of a provider stand beside. */
export interface AuthRoutesOptions {
  /** The path of the MCP endpoint; `undefined` where the platform routes and does not say. */
  readonly path: string | undefined;
  /** The routes that something else than `auth` adds. */
  readonly others: readonly AuthRoute[];
  readonly core: {
    readonly auth: AuthProvider | undefined;
    readonly clock: Clock;
    readonly log: ServerLog;
    readonly mask: Mask;
  };
}

/** Milliseconds that a route may take until its response begins. */
const TIMEOUT_MS = 30_000;
/** Seconds after which a client that waited in vain may try again. */
const RETRY_AFTER = "10";

/** The HTTP resources that an `auth` and a card add beside the MCP endpoint; those of `auth` come first. */
export class AuthRoutes {
  readonly #routes: ReadonlyMap<string, AuthRoute>;
  /** Longest path first, so that the closest one answers. */
  readonly #prefixes: readonly AuthRoute[];
  readonly #core: AuthRoutesOptions["core"];

  /** @throws MortiseError `INVALID_OPTION` naming the fault of a provider whose routes are none. */
  constructor({ path, others, core }: AuthRoutesOptions) {
    const routes = [...others, ...readRoutes(core.auth, path)];
    this.#routes = new Map(routes.map((route) => [route.path, route]));
    this.#prefixes = routes
      .filter(({ isPrefix }) => isPrefix === true)
      .sort((left, right) => right.path.length - left.path.length);
    this.#core = core;
  }

  /** The paths that are answered. */
  get paths(): readonly string[] {
    return [...this.#routes.keys()];
  }

  /** Returns the route at a path; most servers have none. */
  find(pathname: string): AuthRoute | undefined {
    const exact = this.#routes.get(pathname);
    if (exact || this.#prefixes.length === 0) return exact;
    return this.#prefixes.find(({ path }) => pathname.startsWith(`${path}/`));
  }

  /**
   * Answers a request for a route: its method, preflights and `HEAD` included; 503 for one that gives
   * no response within 30 seconds.
   */
  async answer(route: AuthRoute, request: Request): Promise<Response> {
    const methods = allowedMethods(route);
    if (route.isPublic && request.method === "OPTIONS") return preflight(methods);
    if (!methods.includes(request.method)) {
      return new Response(null, { status: 405, headers: { allow: methods.join(", ") } });
    }
    try {
      const handled = route.handle(request);
      const response = await within(handled, TIMEOUT_MS, this.#core.clock);
      if (response === LATE) return this.#refuseLate(route, handled);
      const headers = new Headers(response.headers);
      if (route.isPublic) headers.set("access-control-allow-origin", "*");
      const { status } = response;
      const isHead = request.method === "HEAD";
      // A body that is never read holds its source open.
      if (isHead) await response.body?.cancel();
      return new Response(isHead ? null : response.body, { status, headers });
    } catch (error) {
      const { message } = this.#core.mask(error, `route ${route.path}`);
      return Response.json({ error: "server_error", error_description: message }, { status: 500 });
    }
  }

  #refuseLate({ path }: AuthRoute, handled: unknown): Response {
    discardLate(handled);
    const seconds = TIMEOUT_MS / 1000;
    const message = `The route ${path} of auth gave no response within ${seconds} s; the request is refused with 503`;
    this.#core.log({ level: "error", message });
    const body = { error: "temporarily_unavailable", error_description: "Try again later" };
    return Response.json(body, { status: 503, headers: { "retry-after": RETRY_AFTER } });
  }
}

/** A response that comes too late would hold its source open. */
function discardLate(handled: unknown): void {
  Promise.resolve(handled as Response)
    .then((response) => response.body?.cancel())
    .catch(() => undefined);
}

function readRoutes(
  auth: AuthProvider | undefined,
  path: string | undefined,
): readonly AuthRoute[] {
  if (!auth?.routes) return [];
  let routes: unknown;
  try {
    routes = auth.routes({ path });
  } catch (cause) {
    throw faulty("threw; its cause says why", cause);
  }
  if (!Array.isArray(routes)) throw faulty(`gave ${describe(routes)}; it gives a list of routes`);
  for (const route of routes) checkRoute(route);
  return routes;
}

function checkRoute(route: unknown): void {
  if (typeof route !== "object" || route === null) {
    throw faulty(`gave ${describe(route)} as a route; a route is an object`);
  }
  const { path, methods, handle } = route as Readonly<Record<string, unknown>>;
  if (typeof path !== "string" || !path.startsWith("/")) {
    throw faulty(`gave a route with the path ${describe(path)}; a path begins with "/"`);
  }
  if (!Array.isArray(methods) || methods.length === 0 || !methods.every(isMethod)) {
    throw faulty(
      `gave the route ${path} the methods ${describe(methods)}; they are a list such as ["GET"], in upper case`,
    );
  }
  if (typeof handle !== "function") {
    throw faulty(`gave the route ${path} ${describe(handle)} as handle; it is a function`);
  }
}

/** RFC 9110, 9.1: the case of a method counts, and those of HTTP are in upper case. */
function isMethod(method: unknown): boolean {
  return typeof method === "string" && /^[A-Z][A-Z-]*$/.test(method);
}

function faulty(fault: string, cause?: unknown): MortiseError {
  return new MortiseError("INVALID_OPTION", `routes of auth ${fault}`, { cause });
}

function describe(value: unknown): string {
  return typeof value === "function" ? "a function" : (JSON.stringify(value) ?? "undefined");
}

function allowedMethods({ methods }: AuthRoute): readonly string[] {
  return methods.includes("GET") && !methods.includes("HEAD") ? [...methods, "HEAD"] : methods;
}

/** 2026-07-28, Authorization: clients in browsers read the metadata of any server. */
function preflight(methods: readonly string[]): Response {
  const headers = {
    "access-control-allow-origin": "*",
    "access-control-allow-methods": methods.join(", "),
    "access-control-allow-headers": "*",
    "access-control-max-age": String(PREFLIGHT_MAX_AGE),
  };
  return new Response(null, { status: 204, headers });
}
