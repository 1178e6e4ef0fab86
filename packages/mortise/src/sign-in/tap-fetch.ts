import type { Tap } from "@mortise/protocol";
import { openTap, redactText, tapHeader, tapUrl } from "@mortise/protocol";

/**
 * Shows requests to authorization servers to a tap: their heads and, of what is read by GET, the answer.
 * The bodies of a POST are codes, secrets and tokens, which no tap sees.
 */
export function tapFetch(send: typeof fetch, tap: Tap): typeof fetch {
  const begin = openTap(tap, { side: "client", transport: "http" });
  return async (input, init) => {
    const request = new Request(input, init);
    const { method, url } = request;
    const exchange = begin();
    const headers = Array.from(request.headers, ([name, value]) => tapHeader(name, value));
    exchange.pass({ kind: "request-head", direction: "sent", method, url: tapUrl(url), headers });
    exchange.end("sent");
    try {
      const response = await send(request);
      exchange.pass({
        kind: "response-head",
        direction: "received",
        status: response.status,
        headers: Array.from(response.headers, ([name, value]) => tapHeader(name, value)),
      });
      if (method === "GET") exchange.data("received", redactText(await response.clone().text()));
      exchange.end("received");
      return response;
    } catch (error) {
      exchange.end("received", error instanceof Error ? error.message : String(error));
      throw error;
    }
  };
}
