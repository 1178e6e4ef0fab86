import { coreOf } from "./core-of.ts";
import type { FetchOptions } from "./http/fetch-handler.ts";
import { FetchHandler } from "./http/fetch-handler.ts";
import type { Server } from "./server.ts";

/** Answers web requests, until it is closed. */
export interface FetchFunction {
  (request: Request): Promise<Response>;
  /** Refuses new requests, lets running ones finish within the grace period, and ends sessions. */
  close(): Promise<void>;
}

/**
 * Makes a function from a web `Request` to a `Response` that serves a server, with limits, origins and
 * paths of its own. It closes with the server.
 *
 * @example
 * ```ts
 * const handle = createFetchHandler(server, {
 *   allowedHosts: ["tools.example.com"],
 *   allowedOrigins: ["https://app.example.com"],
 * });
 * ```
 *
 * @throws MortiseError `INVALID_OPTION` for a path that does not begin with `/`, and for a `fallback`
 * without `path`.
 */
export function createFetchHandler(
  server: Server<unknown>,
  options: FetchOptions = {},
): FetchFunction {
  const handler = new FetchHandler(coreOf(server), options);
  return Object.assign((request: Request) => handler.handle(request), {
    close: () => handler.close(),
  });
}
