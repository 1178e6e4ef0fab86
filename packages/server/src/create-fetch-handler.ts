import { coreOf } from "./core-of.ts";
import type { FetchOptions } from "./http/fetch-handler.ts";
import { FetchHandler } from "./http/fetch-handler.ts";
import type { Server } from "./server.ts";

/** Answers HTTP requests, until it is closed. */
export interface FetchFunction {
  (request: Request): Promise<Response>;
  /** Ends sessions and streams, letting running requests finish first. */
  close(): Promise<void>;
}

/** Makes the function that answers HTTP requests to a server, with limits and origins of its own. */
export function createFetchHandler(
  server: Server<unknown>,
  options: FetchOptions = {},
): FetchFunction {
  const handler = new FetchHandler(coreOf(server), options);
  return Object.assign((request: Request) => handler.handle(request), {
    close: () => handler.close(),
  });
}
