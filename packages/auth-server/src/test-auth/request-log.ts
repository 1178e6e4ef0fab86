import type Provider from "oidc-provider";
import { METADATA_PATHS, ROUTES } from "../provider/paths.ts";

/** An endpoint of a test's authorization server. */
export type TestEndpoint =
  | "metadata"
  | "jwks"
  | "authorize"
  | "token"
  | "registration"
  | "revocation"
  | "introspection"
  | "deviceAuthorization"
  | "par";

/** A request that an authorization server has answered. */
export interface TestRequest {
  /** The endpoint that it was sent to. */
  readonly endpoint: TestEndpoint;
  /** The method of HTTP. */
  readonly method: string;
  /** Its parameters, of the query or the body; a list where one came several times. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** The header `Authorization`, if there was one. */
  readonly authorization: string | undefined;
  /** The status of the answer. */
  readonly status: number;
}

const ENDPOINTS: ReadonlyMap<string, TestEndpoint> = new Map<string, TestEndpoint>([
  ...METADATA_PATHS.map((path) => [path, "metadata"] as const),
  [ROUTES.jwks, "jwks"],
  [ROUTES.authorization, "authorize"],
  [ROUTES.token, "token"],
  [ROUTES.registration, "registration"],
  [ROUTES.revocation, "revocation"],
  [ROUTES.introspection, "introspection"],
  [ROUTES.device_authorization, "deviceAuthorization"],
  [ROUTES.pushed_authorization_request, "par"],
]);

/** Records the requests to the endpoints of a provider; preflights do not count. */
export function recordRequests(provider: Provider, record: (request: TestRequest) => void): void {
  provider.use(async (ctx, next) => {
    const endpoint = ENDPOINTS.get(ctx.path);
    if (endpoint === undefined || ctx.method === "OPTIONS") return next();
    try {
      await next();
    } finally {
      const { body } = ((ctx as { oidc?: { body?: object } }).oidc ?? {}) as { body?: object };
      record({
        endpoint,
        method: ctx.method,
        parameters: { ...ctx.query, ...body },
        authorization: ctx.get("authorization") || undefined,
        status: ctx.status,
      });
    }
  });
}
