/** Where a server's MCP endpoint is, for the routes beside it. */
export interface AuthEndpoint {
  /** The path of the endpoint, such as `/mcp`; `undefined` where the platform routes and does not say. */
  readonly path: string | undefined;
}

/** An HTTP resource beside the MCP endpoint, such as the metadata of RFC 9728; needs no credentials. */
export interface AuthRoute {
  /** The path, matched exactly, such as `/.well-known/oauth-protected-resource/mcp`. */
  readonly path: string;
  /** Answers every path below `path` as well, such as the pages of a login. Default `false`. */
  readonly isPrefix?: boolean;
  /** The methods it answers; others get 405. `HEAD` comes with `GET`. */
  readonly methods: readonly string[];
  /** Scripts of every origin may read it (CORS), preflight included. Default `false`. */
  readonly isPublic?: boolean;
  /** Answers a request; a rejection is masked and answered with 500. */
  handle(request: Request): Response | Promise<Response>;
}
