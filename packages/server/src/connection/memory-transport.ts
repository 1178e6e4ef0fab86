import type {
  ConnectableOptions,
  JsonRpcMessage,
  Transport,
  TransportReceiver,
} from "@mortise/protocol";
import { MortiseError, openTap } from "@mortise/protocol";
import type { ServerCore } from "../core/server-core.ts";
import { Connection } from "./connection.ts";

/**
 * Opens a connection to a server in the same process.
 *
 * Messages cross as text, as they would on a wire, so that neither side can hold the other's
 * objects.
 */
export function openMemoryTransport(
  core: ServerCore,
  { principal, tap }: ConnectableOptions = {},
): Transport {
  let receiver: TransportReceiver | undefined;
  let isClosed = false;
  const exchange =
    tap && openTap(tap, { side: "server", transport: "memory", clock: core.clock })();
  const deliver = (message: { toString(): string }): void => {
    // A turn of its own, because a real wire never answers inside the call that sends.
    queueMicrotask(() => {
      if (isClosed) return;
      const text = String(message);
      exchange?.data("sent", text);
      receiver?.message(JSON.parse(text) as JsonRpcMessage);
    });
  };
  const connection = new Connection(core, deliver, { transport: "memory", principal });
  return {
    kind: "memory",
    start: (given) => {
      receiver = given;
      return Promise.resolve();
    },
    send: (message) => {
      if (isClosed) {
        return Promise.reject(new MortiseError("CLOSED", "This in-memory connection is closed"));
      }
      const text = JSON.stringify(message);
      exchange?.data("received", text);
      connection.receiveText(text);
      return Promise.resolve();
    },
    close: () => {
      if (isClosed) return Promise.resolve();
      connection.close();
      isClosed = true;
      exchange?.end("received");
      exchange?.end("sent");
      receiver?.closed();
      return Promise.resolve();
    },
  };
}
