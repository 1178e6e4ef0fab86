import type { SendOptions, TapExchange, Transport } from "@mortise/protocol";

/**
 * Wraps a transport that hands over messages, such as one in memory, so that a tap sees each of them
 * as JSON text.
 */
export function tapTransport(transport: Transport, exchange: TapExchange): Transport {
  const opened = transport.opened?.bind(transport);
  return {
    kind: transport.kind,
    get sessionId() {
      return transport.sessionId;
    },
    start: (receiver) =>
      transport.start({
        message: (message, requestId) => {
          exchange.data("received", JSON.stringify(message));
          receiver.message(message, requestId);
        },
        closed: (error) => {
          exchange.end("sent", error?.message);
          exchange.end("received", error?.message);
          receiver.closed(error);
        },
      }),
    send: (message, options?: SendOptions) => {
      exchange.data("sent", JSON.stringify(message));
      return transport.send(message, options);
    },
    ...(opened && { opened }),
    close: () => transport.close(),
  };
}
