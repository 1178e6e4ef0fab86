import type { IncomingMessage, ServerResponse } from "node:http";
import type { AuthRoutes } from "@mortise/server";
import { NodeExchange } from "./node-exchange.ts";
import { sendWebResponse, toWebRequest } from "./web-request.ts";

/** Answers a request for an HTTP resource that `auth` adds; `false` where there is none at its path. */
export function answerAuthRoute(
  routes: AuthRoutes,
  request: IncomingMessage,
  response: ServerResponse,
): boolean {
  const { url } = new NodeExchange(request, response);
  const route = URL.canParse(url) ? routes.find(new URL(url).pathname) : undefined;
  if (!route) return false;
  void routes
    .answer(route, toWebRequest(request, response, url))
    .then((answer) => sendWebResponse(answer, response))
    // An answer that is no valid response cannot be sent, and its client must not wait for it.
    .catch(() => response.destroy());
  return true;
}
