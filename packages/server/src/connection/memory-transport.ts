import type { JsonRpcMessage, Transport, TransportReceiver } from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";
import type { ServerCore } from "../core/server-core.ts";
import { Connection } from "./connection.ts";

/**
 * Opens a connection to a server in the same process.
 *
 * Messages cross as text, as they would on a wire, so that neither side can hold the other's
 * objects.
 */
export function openMemoryTransport(core: ServerCore): Transport {
  let receiver: TransportReceiver | undefined;
  let isClosed = false;
  const deliver = (message: { toString(): string }): void => {
    // A turn of its own, because a real wire never answers inside the call that sends.
    queueMicrotask(() => {
      if (!isClosed) receiver?.message(JSON.parse(String(message)) as JsonRpcMessage);
    });
  };
  const connection = new Connection(core, deliver, { transport: "memory" });
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
      connection.receiveText(JSON.stringify(message));
      return Promise.resolve();
    },
    close: () => {
      if (isClosed) return Promise.resolve();
      connection.close();
      isClosed = true;
      receiver?.closed();
      return Promise.resolve();
    },
  };
}
