import type { ServiceReply, ServiceRequest } from "./service.ts";

/** The values of a path's variables, such as `id` in `/v1/orders/:id`. */
type PathVariables = (name: string) => string;

/** The handler of one method and path. */
export interface Route {
  readonly method: "GET" | "POST";
  /** A path whose segments after a colon are variables. */
  readonly path: string;
  reply(request: ServiceRequest, variable: PathVariables): ServiceReply;
}

/** The outcome of looking for the route of a request. */
export type RouteMatch =
  | { readonly kind: "found"; readonly reply: () => ServiceReply }
  | { readonly kind: "wrong-method"; readonly allowed: readonly string[] }
  | { readonly kind: "unknown-path" };

/** Finds the route of a request. */
export function matchRoute(routes: readonly Route[], request: ServiceRequest): RouteMatch {
  const allowed: string[] = [];
  for (const route of routes) {
    const variables = matchPath(route.path, request.path);
    if (variables === undefined) {
      continue;
    }
    if (route.method === request.method) {
      return {
        kind: "found",
        reply: () => route.reply(request, (name) => variables.get(name) ?? ""),
      };
    }
    allowed.push(route.method);
  }
  return allowed.length > 0 ? { kind: "wrong-method", allowed } : { kind: "unknown-path" };
}

function matchPath(pattern: string, path: string): Map<string, string> | undefined {
  const expected = pattern.split("/");
  const found = path.split("/");
  if (expected.length !== found.length) {
    return undefined;
  }
  const variables = new Map<string, string>();
  for (const [index, segment] of expected.entries()) {
    const value = found[index] ?? "";
    if (segment.startsWith(":")) {
      variables.set(segment.slice(1), decode(value));
    } else if (segment !== value) {
      return undefined;
    }
  }
  return variables;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    // A stray percent sign is no escape, so the segment stands for itself.
    return segment;
  }
}
