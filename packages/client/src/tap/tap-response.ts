import type { TapExchange } from "@mortise/protocol";
import { tapHeader } from "@mortise/protocol";

/**
 * Passes the head of a response to a tap, and returns a response that passes its body on as it is
 * read. A body that is not read to its end ends when it is cancelled. `redact` removes the
 * connection's credentials from the head, which a server may repeat them in.
 */
export function tapResponse(
  response: Response,
  exchange: TapExchange,
  redact: (text: string) => string,
): Response {
  const { status, statusText } = response;
  const headers = [...response.headers];
  exchange.pass({
    kind: "response-head",
    direction: "received",
    status,
    headers: headers.map(([name, value]) => tapHeader(name, redact(value))),
  });
  const { body } = response;
  if (body === null) {
    exchange.end("received");
    return response;
  }
  return new Response(tapBody(body, exchange, redact), { status, statusText, headers });
}

function tapBody(
  body: ReadableStream<Uint8Array>,
  exchange: TapExchange,
  redact: (text: string) => string,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const reader = body.getReader();
  return new ReadableStream(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read();
          if (done) {
            exchange.end("received");
            controller.close();
          } else {
            exchange.data("received", value);
            controller.enqueue(value as Uint8Array<ArrayBuffer>);
          }
        } catch (error) {
          exchange.end("received", redact(describe(error)));
          controller.error(error);
        }
      },
      async cancel(reason) {
        exchange.end("received", "no longer read");
        await reader.cancel(reason);
      },
    },
    // A part is read, and recorded, when it is asked for.
    { highWaterMark: 0 },
  );
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
