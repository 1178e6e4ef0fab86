import type { AuthProvider, AuthRoute } from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";
import type { Mask } from "../log/mask.ts";

/** Seconds for which a browser may keep the answer to a preflight. */
const PREFLIGHT_MAX_AGE = 7_200;

/** The endpoint that the routes of a provider stand beside. */
export interface AuthRoutesOptions {
  /** The path of the MCP endpoint; `undefined` where the platform routes and does not say. */
  readonly path: string | undefined;
  readonly mask: Mask;
}

/** The HTTP resources that an `auth` adds beside the MCP endpoint. */
export class AuthRoutes {
  readonly #routes: ReadonlyMap<string, AuthRoute>;
  readonly #mask: Mask;

  /** @throws MortiseError `INVALID_OPTION` naming the fault of a provider whose routes are none. */
  constructor(auth: AuthProvider | undefined, { path, mask }: AuthRoutesOptions) {
    this.#routes = new Map(readRoutes(auth, path).map((route) => [route.path, route]));
    this.#mask = mask;
  }

  /** Returns the route at a path; most servers have none. */
  find(pathname: string): AuthRoute | undefined {
    return this.#routes.get(pathname);
  }

  /** Answers a request for a route: its method, preflights and `HEAD` included. */
  async answer(route: AuthRoute, request: Request): Promise<Response> {
    const methods = allowedMethods(route);
    if (route.isPublic && request.method === "OPTIONS") return preflight(methods);
    if (!methods.includes(request.method)) {
      return new Response(null, { status: 405, headers: { allow: methods.join(", ") } });
    }
    try {
      const response = await route.handle(request);
      const headers = new Headers(response.headers);
      if (route.isPublic) headers.set("access-control-allow-origin", "*");
      const { status } = response;
      const isHead = request.method === "HEAD";
      // A body that is never read holds its source open.
      if (isHead) await response.body?.cancel();
      return new Response(isHead ? null : response.body, { status, headers });
    } catch (error) {
      const { message } = this.#mask(error, `route ${route.path}`);
      return Response.json({ error: "server_error", error_description: message }, { status: 500 });
    }
  }
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
