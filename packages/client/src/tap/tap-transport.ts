import type { JsonRpcMessage, SendOptions, TapExchange, Transport } from "@mortise/protocol";
import { describeError } from "../request/catch-rejection.ts";

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
          exchange.data("received", write(message));
          receiver.message(message, requestId);
        },
        unreadable: (error, requestId) => receiver.unreadable?.(error, requestId),
        closed: (error) => {
          exchange.end("sent", error?.message);
          exchange.end("received", error?.message);
          receiver.closed(error);
        },
      }),
    send: (message, options?: SendOptions) => {
      exchange.data("sent", write(message));
      return transport.send(message, options);
    },
    ...(opened && { opened }),
    close: () => transport.close(),
  };
}

/** Writes a message for the tap; one that cannot be written is passed on all the same. */
function write(message: JsonRpcMessage): string {
  try {
    return JSON.stringify(message);
  } catch (error) {
    return `(a message that cannot be written: ${describeError(error)})`;
  }
}
